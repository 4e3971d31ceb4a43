"""The province, its departments, its communes and their villages."""

from dataclasses import dataclass, field

from content.generators import communes as generated
from content.generators.corpus import Place, former_names, places, settings
from portal.core.text import slugify_vi
from portal.organisations.models import FormerName, Organisation, PostingPlace, Village


@dataclass
class Bodies:
    """The stored organisations by code, their rows in the data file; each commune's villages, each body's boards."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    villages: dict[str, list[Village]] = field(default_factory=dict)
    boards: dict[str, list[PostingPlace]] = field(default_factory=dict)

    def communes(self) -> list[Place]:
        return [place for place in self.places.values() if place.kind == "commune"]

    def departments(self) -> dict[str, Place]:
        return {code: place for code, place in self.places.items() if place.kind == "department"}


def create(*, number: int, in_depth_only: bool) -> Bodies:
    """Store the organisations; with in_depth_only just the communes that seed.json shows in depth."""
    wanted = [
        place
        for place in places()
        if place.kind != "commune" or not in_depth_only or place.code in settings()["in_depth"]
    ]
    bodies = Bodies(places={place.code: place for place in wanted})
    top = [place for place in wanted if not place.parent]
    for group in (top, [place for place in wanted if place.parent]):
        rows = [_organisation(number, place, bodies) for place in group]
        Organisation.objects.bulk_create(rows, batch_size=500)
        bodies.organisations.update({row.code: row for row in rows})
    _villages(number, bodies)
    _boards(bodies)
    _former_names(bodies)
    return bodies


def _organisation(number: int, place: Place, bodies: Bodies) -> Organisation:
    return Organisation(
        code=place.code,
        name=place.name,
        slug=place.slug,
        kind=place.kind,
        type_name=place.type_name,
        parent=bodies.organisations.get(place.parent),
        population=generated.population(number, place) if place.kind == "commune" else None,
        address=f"Trụ sở {place.office if place.kind == 'commune' else place.name} (địa chỉ mẫu)",
        is_sample_data=True,
    )


def _villages(number: int, bodies: Bodies) -> None:
    for place in bodies.communes():
        bodies.villages[place.code] = [
            Village(
                organisation=bodies.organisations[place.code],
                name=name,
                slug=slugify_vi(name),
                households=generated.households(number, place, name),
            )
            for name in generated.village_names(number, place)
        ]
    Village.objects.bulk_create([row for rows in bodies.villages.values() for row in rows], batch_size=500)


def _former_names(bodies: Bodies) -> None:
    """By what people still call the places of before July 2025."""
    FormerName.objects.bulk_create(
        [
            FormerName(organisation=bodies.organisations[code], name=name)
            for code, name in former_names()
            if code in bodies.organisations
        ],
        batch_size=500,
    )


def _boards(bodies: Bodies) -> None:
    """A board at every office and one in every village: where paper notices hang."""
    for code, place in bodies.places.items():
        organisation = bodies.organisations[code]
        office = PostingPlace(
            organisation=organisation,
            name=f"Bảng tin trụ sở {place.office if place.kind == 'commune' else place.name}",
            address=organisation.address,
            slug="tru-so",
        )
        houses = [
            PostingPlace(
                organisation=organisation,
                village=village,
                name=f"Bảng tin nhà văn hóa {village.name}",
                address=f"Nhà văn hóa {village.name} (địa chỉ mẫu)",
                slug=village.slug,
            )
            for village in bodies.villages.get(code, [])
        ]
        bodies.boards[code] = [office, *houses]
    PostingPlace.objects.bulk_create([row for rows in bodies.boards.values() for row in rows], batch_size=500)
