"""Recognise Vietnamese text that was typed for the fonts of the time before Unicode: TCVN3 (ABC) and VNI.

Such text consists of ordinary Western characters (“Céng hßa”, “Coäng hoøa”) that only the right font shows as
Vietnamese. A word is evidence when it is no Vietnamese syllable as it stands and becomes one when it is read
in the old encoding; foreign words, numbers and units hardly ever do. Pure.
"""

import enum
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache


class LegacyFont(enum.StrEnum):
    TCVN3 = "TCVN3 (ABC, phông .VnTime)"
    VNI = "VNI (phông VNI-Times)"


HOW_TO_CONVERT = (
    "Hãy chuyển sang Unicode rồi lưu lại: mở UniKey, bấm Ctrl + Shift + F6, chọn nguồn {source}, đích Unicode; "
    "hoặc trong Excel, Word chép phần chữ, dùng công cụ chuyển mã của UniKey rồi dán lại với phông Times New Roman."
)
_UNIKEY_NAME = {LegacyFont.TCVN3: "TCVN3 (ABC)", LegacyFont.VNI: "VNI Windows"}

_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323", "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_PAIR = re.compile(rf"([aeouyôö])([{''.join(_VNI_MARKS)}])|([{''.join(_VNI_LETTERS)}])")

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_ONSET = re.compile(r"(ngh|ng|nh|n|gh|gi|g|kh|k|ph|p|qu|th|tr|t|ch|c|[bdđhlmrsvx]|)(.+)\Z")
_RHYME_LIST = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong
    op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ up ut
    uy uya uych uyên uyêt uynh uyt uyu uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương
    ươp ươt ươu y ynh yt yêm yên yêng yêt yêu
"""
_RHYMES = frozenset(_RHYME_LIST.split())
_STOPPED = ("c", "ch", "p", "t")
_WORD = re.compile(r"[^\s\d.,;:()\[\]{}/\\\"“”'‘’!?+*=<>|_–—%&#@$^~`-]+")
# What proper Vietnamese shares with Western text; everything else above ASCII is odd in either of the two.
_UNITS = {"µm", "µg", "µl", "µs", "µA"}
_SHARED = frozenset("àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ")


def looks_like_tcvn3(text: str) -> bool:
    return legacy_font([text]) is LegacyFont.TCVN3


def looks_like_vni(text: str) -> bool:
    return legacy_font([text]) is LegacyFont.VNI


def legacy_font(texts: Iterable[str]) -> LegacyFont | None:
    """Return the old encoding that the texts, taken together, are written in; None for proper text."""
    found: Counter[LegacyFont | None] = Counter()
    strong: Counter[LegacyFont] = Counter()
    for text in texts:
        if text.isascii():
            continue
        for word in _WORD.findall(unicodedata.normalize("NFC", text)):
            if word.isascii():
                continue
            if is_syllable(word):
                found[None] += 1
                continue
            for font in LegacyFont:
                if _reads_as(word, font):
                    found[font] += 1
                    strong[font] += _speaks_for_itself(word)
    font = max(LegacyFont, key=lambda each: found[each])
    enough = found[font] >= 2 or (found[font] == 1 and strong[font] == 1 and not found[None])
    return font if enough and found[font] > found[None] else None


def how_to_convert(font: LegacyFont) -> str:
    """Return the Vietnamese advice for text in this encoding."""
    return HOW_TO_CONVERT.format(source=_UNIKEY_NAME[font])


def to_unicode(text: str, font: LegacyFont) -> str:
    """Return the text as its writer saw it; the case of marked capitals is lost, as it was in the font."""
    if font is LegacyFont.TCVN3:
        return "".join(_TCVN3.get(char, char) for char in text)
    return unicodedata.normalize("NFC", _VNI_PAIR.sub(_vni_letter, text.lower()))


def _vni_letter(found: re.Match[str]) -> str:
    letter, mark, single = found.groups()
    if single:
        return _VNI_LETTERS[single]
    return _VNI_LETTERS.get(letter, letter) + _VNI_MARKS[mark]


def _speaks_for_itself(word: str) -> bool:
    """Whether one such word is enough when nothing else is known."""
    odd = not _SHARED.issuperset(char for char in word if ord(char) > 127)
    return len(word) >= (3 if odd else 4)


@lru_cache(maxsize=20_000)
def _reads_as(word: str, font: LegacyFont) -> bool:
    if word in _UNITS or not any(char.isascii() for char in word):
        return False
    changed = to_unicode(word, font)
    return changed.lower() != word.lower() and is_syllable(changed)


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Return whether the word has the shape of one Vietnamese syllable."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [char for char in decomposed if char in _TONES]
    if len(tones) > 1 or len(word) > 7:
        return False
    bare = unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in _TONES))
    if not _has_rhyme(bare):
        return False
    return not bare.endswith(_STOPPED) or (bool(tones) and tones[0] in {"\u0301", "\u0323"})


def _has_rhyme(bare: str) -> bool:
    if bare in _RHYMES:
        return True
    found = _ONSET.match(bare)
    if found is None:
        return False
    onset, rest = found.groups()
    if rest in _RHYMES:
        return True
    # “gì”, “giếng”: the i belongs to the rhyme as well.
    return onset == "gi" and f"i{rest}" in _RHYMES
