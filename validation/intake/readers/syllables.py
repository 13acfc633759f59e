"""Whether a word is spelled as a Vietnamese syllable can be: what tells one encoding of a text from another.

No dictionary: an initial, a rhyme and a tone, with the rule that a rhyme closed by p, t, c or ch takes only two tones.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from validation.intake.readers.legacy import ACUTE, DOT, GRAVE, HOOK, TILDE

TONES = {GRAVE, ACUTE, HOOK, TILDE, DOT}
RHYMES = frozenset(  # one that begins with y or i needs no initial
    re.findall(
        r"\w+",
        """a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong
    op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ up ut uôc uôi uôm uôn
    uông uôt uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu""",
    )
)
CLOSED = ("p", "t", "c", "ch")
WORD = re.compile(r"[^\W\d_]+")
SPLIT = re.compile("^(ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx]?)(.+)$")


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Whether a word of letters is one Vietnamese syllable, in capitals or small letters, not in both at random."""
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in letters if c in TONES]
    plain = unicodedata.normalize("NFC", "".join(c for c in letters if c not in TONES))
    return len(tones) < 2 and any(_rhymes(rhyme, tones) for rhyme in _rests(plain))


def _rests(plain: str) -> list[str]:
    """What may follow the initial; ``gì`` and ``gìn`` have the i twice, as initial and as rhyme."""
    found = SPLIT.match(plain)
    if not found:
        return ["i"] if plain == "gi" else []
    return [found[2], "i" + found[2]] if found[1] == "gi" else [found[2]]


def _rhymes(rhyme: str, tones: list[str]) -> bool:
    if rhyme not in RHYMES:
        return False
    return not rhyme.endswith(CLOSED) or not tones or tones[0] in (ACUTE, DOT)
