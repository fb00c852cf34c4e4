"use strict";
// The page works without this file; here a question is sent in place and the answer appended to the log.
(function () {
  const log = document.getElementById("log");
  const form = document.getElementById("ask");
  const field = document.getElementById("q");
  const PATIENCE = 90000; // milliseconds
  let busy = false;
  let clicked = null; // the button last pressed, for browsers without event.submitter
  let kept = { text: "", id: "" }; // a question that failed keeps its id, so that trying again asks only once

  function randomId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function add(name) {
    log.appendChild(document.getElementById(name).content.cloneNode(true));
    return log.lastElementChild;
  }

  function show(element) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
  }

  function fit() {
    field.style.height = "auto";
    field.style.height = field.scrollHeight + 2 + "px";
  }

  async function post(action, values) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(action, {
        method: "POST",
        headers: { "X-Fragment": "1" },
        body: new URLSearchParams(values),
        signal: stop.signal,
      });
      return { ok: response.ok, html: await response.text(), ours: /html/.test(response.headers.get("content-type")) };
    } finally {
      clearTimeout(timer);
    }
  }

  function asked(text) {
    const question = add("asked");
    question.querySelector(".words").textContent = text;
    document.getElementById("notice").open = false;
    const suggestions = document.getElementById("suggestions");
    if (suggestions) suggestions.hidden = true;
    return question;
  }

  function answered(html, question, focus) {
    const last = log.lastElementChild;
    log.insertAdjacentHTML("beforeend", html);
    const first = last.nextElementSibling;
    if (!first) return;
    show(question.isConnected ? question : first);
    if (focus) first.focus({ preventScroll: true });
  }

  function failed(html, text) {
    if (html) log.insertAdjacentHTML("beforeend", html);
    else add("failed");
    if (!field.value.trim()) field.value = text;
    fit();
    field.focus({ preventScroll: true });
    show(log.lastElementChild);
  }

  async function ask(text, focus) {
    if (busy) return;
    log.querySelectorAll(".said").forEach((old) => old.remove());
    if (!text) {
      add("empty");
      field.focus();
      return;
    }
    busy = true;
    if (kept.text !== text) kept = { text: text, id: randomId() };
    const question = asked(text);
    const waiting = add("waiting");
    show(question);
    try {
      const reply = await post("/hoi", { q: text, id: kept.id });
      waiting.remove();
      if (reply.ok) {
        kept = { text: "", id: "" };
        answered(reply.html, question, focus);
      } else {
        question.remove();
        failed(reply.ours ? reply.html : "", text);
      }
    } catch (error) {
      waiting.remove();
      question.remove();
      failed("", text);
    } finally {
      busy = false;
    }
  }

  async function thumb(target, button) {
    if (target.dataset.sent) return;
    target.dataset.sent = "1";
    if (target.nextElementSibling) target.nextElementSibling.remove(); // the words of a try that failed
    try {
      const reply = await post("/danhgia", { turn: target.elements.turn.value, up: button ? button.value : "1" });
      if (!reply.ok) throw new Error("refused");
      target.insertAdjacentHTML("afterend", reply.html);
      target.nextElementSibling.focus({ preventScroll: true });
      target.remove();
    } catch (error) {
      delete target.dataset.sent;
      target.after(document.getElementById("unsent").content.cloneNode(true));
    }
  }

  document.addEventListener("click", (event) => {
    clicked = event.target.closest("button");
  });

  document.addEventListener("submit", (event) => {
    const target = event.target;
    const button = event.submitter || clicked;
    event.preventDefault();
    if (target === form) {
      if (busy) return;
      const text = field.value.trim();
      // On a phone the answer takes the focus, so that the keyboard makes room for it.
      const touch = matchMedia("(pointer: coarse)").matches;
      field.value = "";
      fit();
      if (touch) field.blur();
      ask(text, touch);
    } else if ("ask" in target.dataset && button) {
      ask(button.value, true);
    } else if ("thumb" in target.dataset) {
      thumb(target, button);
    }
  });

  field.addEventListener("input", fit);
  field.addEventListener("keydown", (event) => {
    // While a Vietnamese input method is composing, Enter belongs to it (229 is the older way to say so).
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (form.requestSubmit) form.requestSubmit();
    else form.querySelector("button").click();
  });
  fit();
})();
