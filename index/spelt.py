"""How a Vietnamese syllable is written when its marks are left out: an onset and a rime. Pure."""

import re

ONSETS = ("ngh", "ng", "nh", "gh", "gi", "kh", "ph", "qu", "th", "tr", "ch", *"bcdghklmnpqrstvx")
_ONSET = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|k(?=[iey])|c(?![iey])|[bdghlmnprstvx]"
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay
e ec ech em en eng enh eo ep et eu
i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong op ot
u ua uan uang uanh uat uay uc ue uech uen uenh uet ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu
uy uya uych uyen uyet uyn uynh uyp uyt uyu
y yem yen yeng yet yeu
"""
RIMES = tuple(_RIMES.split())
SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:{'|'.join(sorted(RIMES, key=len, reverse=True))})")
