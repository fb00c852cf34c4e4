"""Keys left over where a keyboard failed to join them into letters: nguwowif is người. Pure."""

import re

_ONSETS = "b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x|"
_NUCLEI = (
    "a|ai|ao|au|ay|e|eo|eu|i|ia|ie|ieu|iu|o|oa|oai|oao|oay|oe|oeo|oi|u|ua|uai|uay|ue|ui|uo|uoi|uou|uu|uy|uya|uye|uyu|"
    "y|ye|yeu"
)
_CODAS = "c|ch|m|n|ng|nh|p|t|"
_SYLLABLE = re.compile(rf"(?:{_ONSETS})(?:{_NUCLEI})(?:{_CODAS})")
_DOUBLED = re.compile(r"aa|ee|oo|dd|[aou]?w")
_TONE = "fsrxj"
_LEAST = 3  # letters: of two nobody can tell


def joined(word: str) -> str:
    """Return the folded syllable whose keys were typed, the word itself where it is a syllable or no such keys."""
    if len(word) < _LEAST or not word.isascii() or not word.isalpha() or _SYLLABLE.fullmatch(word):
        return word
    single = _DOUBLED.sub(lambda keys: keys[0][0] if keys[0] != "w" else "u", word)
    # the tone may be typed after its vowel only where other keys betray the syllable, or "test" would be one
    places = range(len(single) - 1, 0, -1) if single != word else (len(single) - 1,)
    toneless = (single[:place] + single[place + 1 :] for place in places if single[place] in _TONE)
    return next((one for one in (single, *toneless) if one != word and _SYLLABLE.fullmatch(one)), word)
