"""Keys left over where a keyboard failed to join them into letters: nguwowif is người. Pure."""

import re

from index.spelt import SYLLABLE

_DOUBLED = re.compile(r"aa|ee|oo|dd|[aou]?w")
_TONE = "fsrxj"
_LEAST = 3  # letters: of two nobody can tell


def joined(word: str) -> str:
    """Return the folded syllable whose keys were typed, the word itself where it is a syllable or no such keys."""
    keys = word.lower()
    if len(keys) < _LEAST or not keys.isascii() or not keys.isalpha() or SYLLABLE.fullmatch(keys):
        return word
    single = _DOUBLED.sub(lambda pressed: pressed[0][0] if pressed[0] != "w" else "u", keys)
    # the tone may be typed after its vowel only where other keys betray the syllable, or "test" would be one
    places = range(len(single) - 1, 0, -1) if single != keys else (len(single) - 1,)
    toneless = (single[:place] + single[place + 1 :] for place in places if single[place] in _TONE)
    return next((one for one in (single, *toneless) if one != keys and SYLLABLE.fullmatch(one)), word)
