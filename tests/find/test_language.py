"""Which language a page is in: lists of articles repeat a few words, and kin languages share them."""

import pytest

from audit.words import languages
from checks.find.language import language_of
from checks.find.layout import data


@pytest.mark.parametrize(
    ("lines", "repeated", "language"),
    [
        ("Welkom bij ons, voor thee en koffie. Vandaag besteld is morgen in huis.", "Kan in blik, op voorraad", "nl"),
        ("Welkom in onze winkel. Wij sturen alles voor u naar huis, met de post.", "Lamp in stock, is new", "nl"),
        ("Wir sind für Sie da und liefern nicht nur in der Stadt.", "Lampe in Silber, op maat", "de"),
        ("Nous sommes à votre service pour les commandes dans le magasin.", "Table en bois, in stock", "fr"),
        ("We are here for you and deliver to your door with care.", "Kaffee in der Dose, op", "en"),
    ],
)
def test_words_repeated_at_every_article_do_not_decide(lines: str, repeated: str, language: str) -> None:
    text = lines + "\n" + "\n".join(f"{repeated} {n}" for n in range(150))
    assert language_of(text, language) == language


def test_a_page_is_in_the_language_of_its_text_and_not_of_its_tag() -> None:
    german = "Wir sind für Sie da und liefern nicht nur in der Stadt, sondern auch auf dem Land, wenn Sie es wünschen."
    assert language_of(german, "nl") == "de"
    polish = "Zapraszamy do sklepu. Wysyłka jest dziś, a na zwrot masz 30 dni, co nie jest tak mało, i to się liczy."
    assert language_of(polish, "nl") not in ("nl", "")


def test_too_little_text_is_as_its_tag_says() -> None:
    assert language_of("Contact", "nl-NL") == "nl"
    assert language_of("Contact", "") == ""


def test_the_frequent_words_of_a_language_stand_in_one_place() -> None:
    assert not set(data("frequent")["words"]) & set(languages())
