"""Articles without end, made by chance: a seed gives the same ones each time.

Nothing of them was ever printed. The words people use most are real French; the others are made of syllables, a third
of them written as names. How often a word comes follows Zipf's law over 200,000 forms; each article has a dozen
rare words of its own subject that return in its headline, description and body, as they do in print.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from newsarchive.model import Article, Block, BlockKind, Capture, Image, Link, LinkKind, Precision

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMS = 200_000
SITES = 200
AUTHORS = 20_000
TAGS = 30_000
WORDS = 400
#: The exponent of Zipf's law, and Mandelbrot's shift of its ranks.
_EXPONENT, _SHIFT = 1.16, 3.0
#: How many draws are made ready at once; an article begins anywhere among them.
_DRAWS = 1 << 22
_FIRST = datetime(2016, 1, 1, 5, tzinfo=UTC)
_DAYS = 3652
_FREQUENT = (  # noqa: SIM905
    "de la le et les des à en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son aux "
    "cette ont ses mais comme on tout nous sa fait été aussi leur bien peut ces y deux encore donc moins sans si entre "
    "faire elle peu vie dont lui également pays cas mois leurs années temps ainsi toujours depuis tous soit faut fois "
    "quelques sera contre dernier était chez monde alors sous autres ils reste trois non notre doit nouveau avant "
    "premier nouvelle selon avait cela fin niveau toute travail partie trop part beaucoup ans lors vers souvent vient "
    "président gouvernement ministre maire ville commune région conseil projet loi année semaine lundi mardi mercredi "
    "jeudi vendredi samedi dimanche enfants école élèves police justice tribunal enquête procureur accident incendie "
    "habitants élus budget euros millions prix énergie eau climat santé hôpital médecins entreprise emploi salariés "
    "grève syndicats manifestation élection députés sénat parti campagne électeurs match équipe saison victoire "
    "joueurs entraîneur culture festival musique cinéma théâtre exposition livre histoire guerre Europe France Paris "
    "Lyon Marseille Toulouse Bretagne Allemagne Ukraine États-Unis Chine Russie réforme retraites logement "
    "transports train "
    "route voiture agriculture agriculteurs forêt rivière sécheresse canicule inondation tempête recherche université "
    "étudiants numérique données intelligence œuvre cœur sœur"
).split()
_ONSETS = "b c d f g j l m n p r s t v ch br cr dr fr gr pl pr tr vr bl cl fl gl qu gn".split()  # noqa: SIM905
_VOWELS = "a e i o u é è ou an en on in oi ai au eu â ê î ô".split()  # noqa: SIM905
_ENDINGS = " s t r x n l e es ent er é ée ement tion teur elle eux".split(" ")  # noqa: SIM905
_SECTIONS = (
    *("Politique", "Société", "Économie", "Culture", "Sports", "Monde"),
    *("Sciences", "Planète", "Santé", "Opinions", "Région", "Justice"),
)
_ELIDED = ("l’", "d’", "l’", "d’", "qu’", "n’", "s’")
_VOWEL_LETTERS = frozenset("aeiouyhâàéèêëîïôœ")


@dataclass(frozen=True, slots=True)
class Page:
    """An article as it was read, and the capture it was read from."""

    article: Article
    capture: Capture


def vocabulary(seed: int = 5) -> list[str]:
    """Give the word forms, the most frequent first."""
    rng = np.random.default_rng(seed)
    forms = dict.fromkeys(_FREQUENT)
    while len(forms) < FORMS:
        syllables = rng.integers(1, 5, 4096)
        onsets, vowels = (rng.integers(0, len(of), (4096, 4)).tolist() for of in (_ONSETS, _VOWELS))
        endings, names = rng.integers(0, len(_ENDINGS), 4096).tolist(), (rng.random(4096) < 0.33).tolist()
        for row, count in enumerate(syllables.tolist()):
            word = "".join(_ONSETS[onsets[row][at]] + _VOWELS[vowels[row][at]] for at in range(count))
            word += _ENDINGS[endings[row]]
            forms[word.capitalize() if names[row] else word] = None
    frequent = list(dict.fromkeys(_FREQUENT))
    made = list(forms)[len(frequent) : FORMS]
    # Frequent words are short, give or take.
    spread = rng.random(len(made)) * 10
    ranks = sorted(range(len(made)), key=lambda at: len(made[at]) + spread[at])
    return [*frequent, *(made[at] for at in ranks)]


class Corpus:
    """Makes the articles of one seed; ``page(n)`` is always the same."""

    def __init__(self, seed: int = 5) -> None:
        self.seed = seed
        self.words = vocabulary(seed)
        rng = np.random.default_rng(seed)
        weights = 1.0 / (np.arange(FORMS) + _SHIFT) ** _EXPONENT
        bounds = np.cumsum(weights / weights.sum())
        self._draws = np.minimum(np.searchsorted(bounds, rng.random(_DRAWS)), FORMS - 1).astype(np.int32)
        elides = rng.random(FORMS) < 0.5
        self._written = [
            _ELIDED[rank % len(_ELIDED)] + word if elides[rank] and rank > 40 and word[0] in _VOWEL_LETTERS else word
            for rank, word in enumerate(self.words)
        ]
        self._slugs = [_slug(word) for word in self.words]

    def page(self, number: int) -> Page:
        """Give the article of that number."""
        rng = np.random.default_rng((self.seed, number))
        length = int(min(4000, max(60, np.exp(rng.normal(np.log(WORDS) - 0.18, 0.6)))))
        at = int(rng.integers(0, _DRAWS - 5000))
        ranks = self._draws[at : at + length].copy()
        # Words of its subject: rare ones, at every sixteenth place.
        subject = (200 * (FORMS / 200) ** rng.random(12)).astype(np.int32)
        places = np.nonzero(rng.random(length) < 0.06)[0]
        ranks[places] = subject[rng.integers(0, 12, len(places))]
        words = [self._written[rank] for rank in ranks.tolist()]
        opening = self._draws[at + length : at + length + 40].tolist()
        head = opening[: int(rng.integers(6, 9))] + subject[:3].tolist()
        described = opening[9:31] + subject[3:6].tolist()
        return self._page(number, rng, words, head, described, subject.tolist())

    def _page(
        self,
        number: int,
        rng: np.random.Generator,
        words: list[str],
        head: list[int],
        described: list[int],
        subject: list[int],
    ) -> Page:
        site = int(SITES * rng.random() ** 2)
        domain = f"journal-{site}.example"
        # Within a site, as crawled: the newest pages of a backfill first, then on from day to day.
        published = _FIRST + timedelta(minutes=int(rng.integers(0, _DAYS * 1440)))
        slug = "-".join(self._slugs[rank] for rank in head)
        url = f"https://www.{domain}/{published:%Y/%m/%d}/{slug}-{number}.html"
        paragraphs = _paragraphs(words, rng)
        small = rng.integers(0, 1 << 30, 24).tolist()
        names = [self._name(small[0] % AUTHORS)]
        if small[1] % 4 == 0:
            names.append(self._name(small[2] % AUTHORS))
        links = [self._link(place, small[3 + place], domain) for place in range(12)]
        local = published + timedelta(hours=1)
        article = Article(
            url=url,
            canonical_url=url,
            headline=self._sentence(head),
            body="\n\n".join(paragraphs),
            date_published=published.astimezone(_PARIS),
            date_published_raw=local.strftime("%Y-%m-%dT%H:%M:%S+01:00"),
            date_published_precision=Precision.MINUTE,
            date_published_source="json-ld",
            date_modified=(published + timedelta(minutes=small[15] % 600)).astimezone(_PARIS),
            date_modified_raw=local.strftime("%Y-%m-%dT%H:%M:%S+01:00"),
            date_modified_precision=Precision.MINUTE,
            date_modified_source="json-ld",
            authors=names,
            article_section=_SECTIONS[small[16] % len(_SECTIONS)],
            tags=[self.words[int(200 + TAGS * (small[17 + place] / (1 << 30)) ** 3)] for place in range(3)],
            in_language="fr",
            description=self._sentence(described) + ".",
            blocks=[Block(kind=BlockKind.PARAGRAPH, text=text) for text in paragraphs],
            images=[
                Image(
                    url=f"https://img.{domain}/{number}.jpg",
                    caption=self._sentence(subject[:8]),
                    credit=self._name(small[21] % 500),
                )
            ],
            links=links,
            site_name=f"Le Journal {site}",
            is_accessible_for_free=small[20] % 3 > 0,
            declared_type="NewsArticle",
            extractor="0.6.0",
            confidence=0.97,
            headline_confidence=0.99,
            body_confidence=0.98,
            date_published_confidence=0.99,
            authors_confidence=0.98,
        )
        payload = f"<!doctype html><title>{number}</title><h1>{article.headline}</h1>".encode()
        capture = Capture(
            target_uri=url,
            requested_uri=url,
            moment=published + timedelta(hours=2),
            status=200,
            headers=(("content-type", "text/html; charset=utf-8"), ("server", "nginx")),
            payload=payload,
            payload_digest=f"sha256:{hashlib.sha256(payload).hexdigest()}",
        )
        return Page(article, capture)

    def _sentence(self, ranks: list[int]) -> str:
        text = " ".join(self._written[rank] for rank in ranks)
        return text[0].upper() + text[1:]

    def _name(self, number: int) -> str:
        return f"{self.words[1000 + number % 150].capitalize()} {self.words[2000 + number].capitalize()}"

    def _link(self, place: int, chance: int, domain: str) -> Link:
        rank = 300 + chance % 50_000
        host = f"www.{domain}" if chance % 5 else f"www.journal-{chance % SITES}.example"
        return Link(
            url=f"https://{host}/{2016 + chance % 10}/{1 + chance % 12:02}/{self._slugs[rank]}-{chance % 10**6}.html",
            text=self._sentence([rank, rank + 1, rank + 2, chance % 100]),
            kind=LinkKind.RELATED if place < 8 else LinkKind.INLINE,
            position=place,
        )


_PARIS = datetime.fromisoformat("2020-01-01T00:00:00+01:00").tzinfo


def _slug(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.lower().replace("œ", "oe"))
    return "".join(letter for letter in apart if letter.isascii())


def _paragraphs(words: list[str], rng: np.random.Generator) -> list[str]:
    """Put full stops and empty lines among words: sentences of some 22 words, three to a paragraph."""
    lengths = rng.integers(8, 36, len(words) // 8 + 1).tolist()
    paragraphs: list[str] = []
    sentences: list[str] = []
    at = 0
    for length in lengths:
        if at >= len(words):
            break
        text = " ".join(words[at : at + length])
        middle = len(text) // 2
        comma = text.find(" ", middle)
        if comma > 0:
            text = f"{text[:comma]},{text[comma:]}"
        sentences.append(f"{text[0].upper()}{text[1:]}.")
        at += length
        if length % 3 == 0:
            paragraphs.append(" ".join(sentences))
            sentences = []
    if sentences:
        paragraphs.append(" ".join(sentences))
    return paragraphs


def batches(first: int, last: int, size: int, seed: int = 5) -> Iterator[list[Page]]:
    """Give the articles from ``first`` up to ``last``, made by another process a little ahead of their use."""
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[list[Page] | None] = context.Queue(maxsize=6)
    maker = context.Process(target=_make, args=(queue, first, last, size, seed), daemon=True)
    maker.start()
    try:
        while (pages := queue.get()) is not None:
            yield pages
    finally:
        maker.terminate()
        maker.join()


def _make(queue: multiprocessing.Queue[list[Page] | None], first: int, last: int, size: int, seed: int) -> None:
    corpus = Corpus(seed)
    for start in range(first, last, size):
        queue.put([corpus.page(number) for number in range(start, min(start + size, last))])
    queue.put(None)
