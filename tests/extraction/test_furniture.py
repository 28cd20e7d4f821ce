"""What sites say to their readers goes, whatever its wrapper and length; what a story says stays."""

from __future__ import annotations

import pytest

from newsarchive.extraction import extract
from newsarchive.extraction.boilerplate import is_furniture
from tests.extraction.making import PROSE, URL, page, paragraphs

SAID_TO_READERS = [
    "Cet article vous a plu ? L’Écho vit de ses lecteurs et de personne d’autre, ni annonceur ni actionnaire. Donnez.",
    "Abonnez-vous à notre newsletter du soir et retrouvez l’essentiel de la journée, à six heures précises.",
    "Ce contenu est bloqué car vous n’avez pas accepté les traceurs. Il est fourni par un service de vidéos en ligne.",
    "Vous avez repéré une erreur ? Écrivez à la rédaction.",
    "Pour recevoir nos nouvelles sur WhatsApp, cliquez ici et entrez dans la chaîne de L’Écho.",
    "For more stories like this, visit our page about bridges.",
    "Do you have a story to share? Email the newsroom before noon.",
    "By signing up, you agree to our terms and to receiving messages from our partners, at most four a month.",
    "If you enjoyed this article, tell a friend about our paper and help it reach the other bank of the river.",
    "This post may contain affiliate links: what you buy through them pays for a part of our next test.",
    "We earn a commission when you follow a link on this page and buy something within a day.",
    "Hat Ihnen dieser Artikel gefallen? Unser Blatt lebt von denen, die es lesen, und von sonst niemandem im Land.",
    "An dieser Stelle finden Sie einen externen Inhalt von einem Videodienst, der den Artikel ergänzt.",
    "Suscríbete a nuestro boletín y lee cada mañana lo que importa en tu ciudad, antes que nadie y sin pagar nada.",
    "Inscreva-se na nossa lista e receba as manchetes antes do café, todos os dias, sem pagar nada por isso.",
    "Iscriviti alla nostra lettera del mattino: le notizie della città prima del caffè, ogni giorno.",
    "Schrijf je in voor onze nieuwsbrief en lees elke ochtend wat er in de stad speelt.",
    "Zapisz się na nasz biuletyn i czytaj co rano o mieście, zanim zrobią to inni.",
    "Подписывайтесь на наш канал, чтобы первыми узнавать о том, что происходит в городе.",
    "Підписуйтесь на наш канал, щоб першими дізнаватися новини міста.",
    "Našli jste chybu? Dejte nám vědět.",
    "Bizi sosyal medyada takip edin.",
    "Ikuti saluran WhatsApp kami untuk berita terbaru setiap pagi.",
    "جميع الحقوق محفوظة لصحيفة الصدى",
    "この記事は会員限定です。続きは登録してお読みください。",
    "扫描二维码，关注我们的公众号。",
    "저작권자 ⓒ 메아리신문, 무단 전재 금지",
]

SAID_BY_STORIES = [
    "Pour rejoindre le groupe WhatsApp des bateliers, il fallait avoir traversé le lac au moins une fois seul.",
    "Cet article du code pénal, voté en 1992, n'a jamais été appliqué par un tribunal du pays.",
    "Abonnez un journal à la vérité, disait-il, et vous perdrez la moitié de vos lecteurs avant l'été.",
    "Soutenez la poutre avant de couper, répétait le contremaître, ou bien toute la travée s'en ira.",
    "Vous avez vu une femme passer avec un seau, raconte le témoin, et c'était elle.",
    "Support for the bridge fell to a third of those asked, and local businesses want a ferry instead.",
    "Some products sold in the market were banned last year, the European Commission said on Monday.",
    "If you like bridges, you will find eleven of them between the two dams, none older than the war.",
    "The article was published in a medical journal in March and read by two people, both of them its authors.",
    "Get the best stone you can, the mason told his son, and never miss a joint.",
    "Jetzt will die Stadt das neue System testen und danach mit den Händlern reden.",
    "Wenn Sie eine Wohnung kaufen, zahlen Sie künftig die halbe Provision, sagte der Minister am Montag.",
    "Um das Spiel zu sehen, reisten viertausend Menschen aus der ganzen Provinz an den Fluss.",
    "Recibe las llaves de la ciudad el hombre que levantó once pilares en cuarenta días.",
    "Sigue la polémica por el canal de riego entre los dos pueblos de la orilla.",
    "Entre os canais da cidade, só um ainda leva água limpa até o mercado.",
    "Segui la strada vecchia, gli dissero, e troverai il ponte dopo tre curve.",
    "Intră în vigoare de luni noul program al feribotului de pe râu.",
    "Steun voor onafhankelijke scholen blijft hoog in de noordelijke provincies.",
    "При использовании старых свай мост простоял бы не больше двух зим, говорят инженеры.",
    "Üye ülkeler köprünün parasını birlikte ödeyecek ve geçiş ücretsiz olacak.",
    "انضم إلى الفريق في العام الماضي وسجل في أول مباراة له هدفين.",
    "اشترك في بناء الجسر أكثر من ثلاثمئة عامل من القرى المجاورة.",
    "下载速度比去年快了一倍，城里的学生们说。",
    "네이버가 새 데이터센터에 2조원을 추가 투자한다고 밝혔다.",
]


@pytest.mark.parametrize("text", SAID_TO_READERS)
def test_what_a_site_says_to_its_readers_is_no_text(text: str) -> None:
    assert is_furniture(text)
    for at in (f"<p>{text}</p>", f"<div><span>{text}</span></div>"):
        assert extract(page(paragraphs(at)), URL).body.split("\n\n") == PROSE


@pytest.mark.parametrize("text", SAID_BY_STORIES)
def test_what_a_story_says_stays(text: str) -> None:
    assert not is_furniture(text)
    assert text.replace("’", "'") in extract(page(paragraphs(f"<p>{text}</p>")), URL).body.replace("’", "'")


SHORT_SENTENCES = [
    "Créée par deux sœurs en 1987, la coopérative compte onze cents membres et trois entrepôts.",
    "Publié le 3 mai 1950, le rapport n'a jamais été démenti par ceux qu'il mettait en cause.",
    "Published in 1954, the novel sold eleven copies before the flood took the rest of them.",
    "Auf Facebook schrieb der Bürgermeister am Abend, er habe von der Brücke nichts gewusst.",
    "An dieser Stelle befindet sich heute ein Park, den kaum jemand mehr betritt.",
    "Copyright law has nothing to say about bridges, the judge told both sides on Monday.",
    "Loading the ferry takes an hour when the river is low, and two when it is not.",
    "Donations to the party rose by a third in the year of the flood, its books show.",
    "شارك في بناء الجسر أكثر من ثلاثمئة عامل من القرى المجاورة.",
]


@pytest.mark.parametrize("text", SHORT_SENTENCES)
def test_short_sentences_that_begin_like_a_label_stay(text: str) -> None:
    assert text in extract(page(paragraphs(f"<p>{text}</p>")), URL).body


@pytest.mark.parametrize("label", ["Zum Nachlesen:", "Lue seuraavaksi:", ">> Le rapport complet :"])
def test_a_label_that_announces_nothing_goes(label: str) -> None:
    assert extract(page(paragraphs() + f"<p>{label}</p>"), URL).body.split("\n\n") == PROSE
    told = f"{label[:-1].strip()}, dit-elle, le voici pour vous :"
    assert extract(page(paragraphs() + f"<p>{told}</p>"), URL).body.split("\n\n") == [*PROSE, told]


@pytest.mark.parametrize(
    "tail",
    ["© RIPRODUZIONE RISERVATA", "Riproduzione riservata ©", "© Tous droits réservés", "Ultimo aggiornamento: 22:07"],
)
def test_rights_set_behind_the_last_word_are_cut_off(tail: str) -> None:
    *first, last = PROSE
    markup = "".join(f"<p>{p}</p>" for p in first) + f"<p>{last} <span>{tail}</span></p>"
    assert extract(page(markup), URL).body.split("\n\n") == PROSE
