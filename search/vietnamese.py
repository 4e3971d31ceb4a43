"""One spelling for Vietnamese words that people write in several ways, and words whose marks stayed keystrokes."""

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_QUALITIES = {"6": "aeo", "7": "uo", "8": "a", "9": "d"}
_VNI_TONES = dict(zip("12345", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_TELEX_TONES = dict(zip("sfrxj", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"


def _composed(*parts: str) -> str:
    return unicodedata.normalize("NFC", "".join(parts))


# "hòa" and "hoà", "thủy" and "thuỷ": the tone moves to the second vowel.
_PLACEMENT = {
    _composed(first, tone) + second: first + _composed(second, tone)
    for first, second in ("oa", "oe", "uy")
    for tone in _TONES
}
_MISPLACED = re.compile("|".join(_PLACEMENT))
_Y_TO_I = str.maketrans(
    {_composed("y", tone): _composed("i", tone) for tone in _TONES} | {"y": "i"},
)
_YS = "yỳýỷỹỵ"
# An open syllable with y alone, and y after qu: "kỹ", "tỷ", "quý", "Quỳnh". Not "thủy", "say", "y tế".
_EXCHANGEABLE_Y = re.compile(f"^(?:[bcdđghklmnprstvx]{{1,3}}[{_YS}]|qu[{_YS}](?:nh|t|n|ch)?)$")

_ONSETS = "b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x|"
_RHYMES = (
    "a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|ăc|ăm|ăn|ăng|ăp|ăt|âc|âm|ân|âng|âp|ât|âu|ây|"
    "e|ec|em|en|eng|eo|ep|et|ê|êch|êm|ên|ênh|êp|êt|êu|i|ia|ich|iêc|iêm|iên|iêng|iêp|iêt|iêu|im|in|inh|ip|it|iu|"
    "o|oa|oac|oach|oai|oam|oan|oang|oanh|oao|oap|oat|oay|oăc|oăm|oăn|oăng|oăt|oc|oe|oen|oeo|oet|oi|om|on|ong|ooc|"
    "oong|op|ot|ô|ôc|ôi|ôm|ôn|ông|ôp|ôt|ơ|ơi|ơm|ơn|ơp|ơt|u|ua|uc|ui|um|un|ung|up|ut|uân|uâng|uât|uây|uê|uêch|uên|"
    "uênh|uêt|uôc|uôi|uôm|uôn|uông|uôt|uơ|uy|uya|uych|uyên|uyêt|uynh|uyn|uyp|uyt|uyu|ư|ưa|ưc|ưi|ưng|ưt|ưu|ươc|ươi|"
    "ươm|ươn|ương|ươp|ươt|ươu|y|yêm|yên|yêt|yêu|yêng|ych|ynh|yt"
)
_SYLLABLE = re.compile(f"(?:{_ONSETS})(?:{_RHYMES})")


@lru_cache(maxsize=20_000)
def canonical(word: str) -> str:
    """Return the one spelling of a word in lower case and NFC: "hoà" and "hòa", "kĩ" and "kỹ", "09" and "9" are one.

    For comparing, not for showing: "Mỹ" becomes "mĩ". A word of another language may change, on both sides alike.
    """
    if word.isascii() and word.isdecimal():
        return word.lstrip("0") or "0"
    placed = _MISPLACED.sub(lambda match: _PLACEMENT[match[0]], word)
    return placed.translate(_Y_TO_I) if _EXCHANGEABLE_Y.match(placed) else placed


def is_syllable(word: str) -> bool:
    """Return whether a word in lower case and NFC can be a Vietnamese syllable, whatever its tone."""
    decomposed = unicodedata.normalize("NFD", word)
    toneless = unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in _TONES))
    return _SYLLABLE.fullmatch(toneless) is not None


@lru_cache(maxsize=5_000)
def from_keystrokes(word: str) -> str:
    """Return the word that the keys of VNI or Telex mean: "ho65" and "hooj" are "hộ"; "" when they mean none.

    A word that is a syllable as it stands was not typed in keystrokes, and two letters are sooner a word of
    English ("or", "as"). `word` is in lower case.
    """
    if not word.isascii() or not 3 <= len(word) <= 12 or is_syllable(word):
        return ""
    typed = _vni(word) if any(char.isdigit() for char in word) else _telex(word)
    return typed if typed and is_syllable(typed) else ""


def _vni(word: str) -> str:
    letters, tone = "", ""
    for key in word:
        if key in _QUALITIES:
            at = max(letters.rfind(letter) for letter in _QUALITIES[key])
            if at < 0:
                return ""
            letters = _marked(letters, at, key)
        elif key in _VNI_TONES:
            tone = _VNI_TONES[key]
        elif key.isdigit():
            return ""
        else:
            letters += key
    return _toned(letters, tone)


def _marked(letters: str, at: int, key: str) -> str:
    if key == "9":
        return f"{letters[:at]}đ{letters[at + 1 :]}"
    if key == "7" and ("uo" in letters or "uu" in letters):
        return letters.replace("uo", "ươ", 1) if "uo" in letters else letters.replace("uu", "ưu", 1)
    mark = {"6": _CIRCUMFLEX, "7": _HORN, "8": _BREVE}[key]
    return letters[:at] + _composed(letters[at], mark) + letters[at + 1 :]


def _telex(word: str) -> str:
    letters, tone = "", ""
    for key in word:
        has_vowel = any(vowel in letters for vowel in "aăâeêioôơuưy")
        if has_vowel and key in _TELEX_TONES:
            tone = _TELEX_TONES[key]
        elif key in "aeo" and key in letters:
            letters = _marked(letters, letters.rfind(key), "6")
        elif key == "d" and "d" in letters:
            letters = letters.replace("d", "đ", 1)
        elif key == "w" and (at := max(letters.rfind(letter) for letter in "aou")) >= 0:
            letters = _marked(letters, at, "8" if letters[at] == "a" else "7")
        elif key == "w":
            letters += "ư"
        else:
            letters += key
    return _toned(letters, tone)


def _toned(letters: str, tone: str) -> str:
    """Put the tone where it is written: on the marked vowel, else on the last but one of an open cluster."""
    if not tone:
        return letters
    vowels = [i for i, char in enumerate(letters) if char in "aăâeêioôơuưy"]
    # The u of "quý" and the i of "giấy" belong to the consonant; that of "gìn" does not.
    places = [i for i in vowels if i > 1 or not letters.startswith(("qu", "gi"))] or vowels
    if not places:
        return ""
    marked = [i for i in places if letters[i] in "ăâêôơư"]
    closed = places[-1] < len(letters) - 1
    at = marked[-1] if marked else places[-1] if closed or len(places) == 1 else places[-2]
    return letters[:at] + _composed(letters[at], tone) + letters[at + 1 :]
