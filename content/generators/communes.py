"""How each commune behaves, how much is written to it, and what its villages are called. Pure."""

from content.generators.corpus import Place, phrases, profiles, settings
from content.generators.streams import choose, stream


def profile_name(number: int, place: Place) -> str:
    """Return the commune's behaviour, as profiles.json names it; fixed for the communes shown in depth."""
    fixed: dict[str, str] = settings()["in_depth"]
    if place.code in fixed:
        return fixed[place.code]
    shares = {name: float(profile["share"]) for name, profile in profiles().items()}
    return choose(stream(number, "profile", place.code), shares)


def petition_count(number: int, place: Place) -> int:
    """Return how many petitions the commune gets in the demonstration year; wards get more."""
    volume = profiles()[profile_name(number, place)]["volume"] * (1.5 if place.is_urban else 1.0)
    spread = stream(number, "volume", place.code).uniform(0.75, 1.3)
    return max(3, round(settings()["petitions_per_commune"] * volume * spread))


def village_names(number: int, place: Place) -> list[str]:
    """Return the invented villages of a commune, or the residential groups of a ward."""
    rng = stream(number, "villages", place.code)
    count = rng.randint(6, 9)
    if place.is_urban:
        return [f"Tổ dân phố số {index}" for index in range(1, count + 1)]
    names = rng.sample(phrases()["villages"], count)
    return sorted(names, key=phrases()["villages"].index)


def households(number: int, place: Place, village: str) -> int:
    return stream(number, "households", place.code, village).randint(180, 620)


def population(number: int, place: Place) -> int:
    """Return an invented number of residents; the villages of the sample are only some of a commune's."""
    return stream(number, "population", place.code).randint(140, 460) * 100
