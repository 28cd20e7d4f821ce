"""What pages say around their articles, by language: data only.

Phrases stand between broken bars. Every phrase is matched against the whole of a block (or its start, where
said), folded to lower case, with straight apostrophes and single spaces.
"""

from __future__ import annotations

import re

_GLUE = re.compile(r"\\\n\s*")


def split(table: str) -> tuple[str, ...]:
    """Give the phrases of a table, white space folded; a backslash at the end of a line glues the next one to it."""
    return tuple(" ".join(phrase.split()) for phrase in _GLUE.sub("", table).split("¦"))


#: Labels over or instead of advertisements: the whole block.
AD_LABELS: dict[str, tuple[str, ...]] = {
    "fr": split(
        """publicité ¦ publicite ¦ pub ¦ annonce ¦ annonces ¦ la suite après la publicité ¦
        publicité, votre contenu continue ci-dessous ¦
        la suite après cette publicité ¦ suite après la publicité ¦ contenu sponsorisé ¦ publi-information ¦
        l'article continue après la publicité ¦ publicité publicité"""
    ),
    "en": split(
        """advertisement ¦ advertisements ¦ ad ¦ ads ¦ advertising ¦ sponsored ¦ sponsored content ¦
        article continues below advertisement ¦ article continues after advertisement ¦
        story continues below advertisement ¦ continue reading below ¦ advertisement - scroll to continue ¦
        advertisement. scroll to continue reading. ¦ story continues below ¦ article continues below ¦
        continue reading ¦ skip advertisement"""
    ),
    "de": split("""anzeige ¦ anzeigen ¦ werbung ¦ advertorial ¦ - anzeige - ¦ weiterlesen nach der anzeige"""),
    "es": split("""publicidad ¦ anuncio ¦ anuncios ¦ contenido patrocinado ¦ pulse aquí para más información"""),
    "pt": split("""publicidade ¦ anúncio ¦ continua após a publicidade ¦ continua depois da publicidade ¦ pub"""),
    "it": split("""pubblicità ¦ annuncio ¦ continua a leggere dopo la pubblicità ¦ annuncio pubblicitario"""),
    "nl": split("""advertentie ¦ advertenties"""),
    "pl": split("""reklama ¦ dalsza część artykułu pod materiałem wideo"""),
    "tr": split("""reklam ¦ i̇lan ¦ ilan"""),
    "sv": split("""annons ¦ reklam"""),
    "id": split("""iklan ¦ advertisement ¦ scroll to continue with content"""),
    "ru": split("""реклама"""),
    "ar": split("""إعلان ¦ اعلان ¦ إعلانات"""),
    "ja": split("""広告 ¦ スポンサーリンク"""),
    "zh": split("""广告 ¦ 廣告"""),
    "ko": split("""광고"""),
    "he": split("""פרסומת ¦ פרסומות ¦ תוכן ממומן ¦ תוכן שיווקי"""),
    "fa": split("""تبلیغات ¦ آگهی"""),
    "hi": split("""विज्ञापन"""),
    "bn": split("""বিজ্ঞাপন"""),
    "th": split("""โฆษณา"""),
    "vi": split("""quảng cáo"""),
    "sw": split("""tangazo ¦ matangazo"""),
    "el": split("""διαφήμιση ¦ διαφημιση"""),
    "cs": split("""reklama ¦ inzerce ¦ inzercia"""),
    "hu": split("""hirdetés"""),
    "ro": split("""publicitate ¦ reclamă"""),
    "fi": split("""mainos ¦ mainos alkaa ¦ mainos päättyy"""),
    "no": split("""annonse ¦ annonsørinnhold"""),
    "da": split("""annonce ¦ annoncer"""),
    "hr": split("""oglas ¦ oglasi"""),
}

#: Words that call to another article, at the start of a block, before the other's title.
CALLOUTS: dict[str, tuple[str, ...]] = {
    "fr": split(
        """à lire aussi ¦ a lire aussi ¦ à lire également ¦ a lire également ¦ a lire egalement ¦ à lire ¦ a lire ¦
        lire aussi ¦ lire également ¦ lire egalement ¦ lisez aussi ¦ lisez également ¦ lire la suite ¦
        lire plus ¦ voir aussi ¦ à voir aussi ¦ a voir aussi ¦ voir également ¦ sur le même sujet ¦
        sur le meme sujet ¦ sur le même thème ¦ à ne pas manquer ¦ a ne pas manquer ¦ ne manquez pas ¦
        à découvrir aussi ¦ a découvrir aussi ¦ découvrez aussi ¦ à découvrir ¦ à écouter aussi ¦
        écouter aussi ¦ à regarder aussi ¦ relire ¦ à relire ¦ a relire ¦ lire ¦ lire sur le même sujet ¦
        pour aller plus loin ¦ en savoir plus ¦ dans la même rubrique ¦ notre dossier ¦ notre article ¦
        et aussi ¦ lire nos articles ¦ à lire sur le même sujet ¦ à lire aussi sur le guide ¦ à lire sur ¦
        a lire sur ¦ retrouvez aussi ¦ consultez aussi ¦ lire par ailleurs ¦ lire ici ¦ lire encore ¦
        à consulter"""
    ),
    "en": split(
        """also read ¦ read also ¦ read more ¦ read next ¦ see also ¦ related ¦ related story ¦ related stories ¦
        related article ¦ related articles ¦ related news ¦ related coverage ¦ related content ¦
        related reading ¦ more on this story ¦ more on this ¦ more on this topic ¦ more from ¦
        you may also like ¦ you might also like ¦ don't miss ¦ must read ¦ read this next ¦ also see ¦ also on ¦
        recommended ¦ recommended reading ¦ read ¦ watch ¦ see more ¦ see related ¦ up next ¦ more stories ¦
        further reading ¦ related topics ¦ keep reading ¦ also watch ¦ listen ¦ related links ¦ related post ¦
        related posts"""
    ),
    "de": split(
        """lesen sie auch ¦ lesen sie mehr ¦ lesen sie dazu ¦ lesen sie hier ¦ mehr zum thema ¦ zum thema ¦
        siehe auch ¦ auch interessant ¦ auch spannend ¦ weiterlesen ¦ mehr dazu ¦ lesetipp ¦
        lesen sie dazu auch ¦ das könnte sie auch interessieren ¦ das könnte dich auch interessieren ¦
        mehr lesen ¦ auch lesen ¦ schon gelesen? ¦ lesen sie hierzu ¦ passend dazu ¦ mehr aktuelle news ¦
        verwandte artikel ¦ ähnliche artikel ¦
        weitere artikel ¦ hintergrund ¦ mehr für dich ¦ lies auch"""
    ),
    "es": split(
        """lea también ¦ lee también ¦ leer también ¦ lea además ¦ te puede interesar ¦ le puede interesar ¦
        puede interesarle ¦ más información ¦ vea también ¦ ver también ¦ relacionado ¦ noticias relacionadas ¦
        también lee ¦ puedes ver ¦ puede ver ¦ te recomendamos leer ¦ te recomendamos ¦ además ¦ lee más ¦
        leer más ¦ mira también ¦ no te pierdas ¦ también te puede interesar ¦
        artículos relacionados"""
    ),
    "pt": split(
        """leia também ¦ leia mais ¦ veja também ¦ veja mais ¦ saiba mais ¦ leia ainda ¦ notícias relacionadas ¦
        relacionadas ¦ confira também ¦ ler também ¦ artigos relacionados"""
    ),
    "it": split(
        """leggi anche ¦ leggi pure ¦ vedi anche ¦ guarda anche ¦ per approfondire ¦ potrebbe interessarti ¦
        potrebbe interessarti anche ¦ articoli correlati ¦ ti potrebbe interessare ¦ approfondisci ¦
        leggi di più"""
    ),
    "nl": split("""lees ook ¦ lees meer ¦ lees verder ¦ bekijk ook ¦ zie ook ¦ meer over"""),
    "pl": split(
        """czytaj także ¦ czytaj też ¦ czytaj również ¦ czytaj więcej ¦ zobacz także ¦ zobacz też ¦
        zobacz również ¦ dowiedz się więcej ¦ więcej na ten temat ¦ przeczytaj również ¦ warto przeczytać ¦
        przeczytaj także ¦ przeczytaj też ¦ polecamy ¦ polecane ¦ sprawdź także"""
    ),
    "ru": split("""читайте также ¦ читать также ¦ читайте еще ¦ смотрите также ¦ по теме ¦ материалы по теме"""),
    "tr": split("""ayrıca bakınız ¦ ilgili haber ¦ ilgili haberler ¦ bunlar da ilginizi çekebilir"""),
    "sv": split("""läs också ¦ läs även ¦ läs mer ¦ se även"""),
    "no": split("""les også ¦ les mer ¦ se også"""),
    "id": split("""baca juga ¦ lihat juga ¦ simak juga ¦ baca selengkapnya ¦ artikel terkait"""),
    "ar": split(
        """اقرأ أيضا ¦ اقرأ أيضًا ¦ اقرأ ايضا ¦ إقرأ أيضا ¦ اقرأ المزيد ¦ شاهد أيضا ¦ مواضيع ذات صلة ¦
        أخبار ذات صلة"""
    ),
    "ja": split("""関連記事 ¦ あわせて読みたい ¦ こちらもおすすめ"""),
    "uk": split("""читайте також ¦ дивіться також ¦ читайте ще"""),
    "cs": split("""čtěte také ¦ čtěte též ¦ přečtěte si také ¦ mohlo by vás zajímat ¦ čítajte aj ¦ prečítajte si aj"""),
    "hu": split("""kapcsolódó cikk ¦ kapcsolódó cikkek ¦ olvassa el ezt is ¦ ez is érdekelheti"""),
    "ro": split("""citește și ¦ citeşte şi ¦ citiți și ¦ vezi și ¦ articole similare"""),
    "hr": split("""pročitajte još ¦ pročitajte i ¦ pogledajte još ¦ čitajte još"""),
    "el": split("""διαβάστε επίσης ¦ διαβάστε ακόμα ¦ δείτε επίσης ¦ σχετικά άρθρα"""),
    "bg": split("""вижте още ¦ вижте също ¦ прочетете още ¦ прочетете също"""),
    "da": split("""læs også ¦ læs mere ¦ se også"""),
    "fi": split("""lue myös ¦ katso myös ¦ lue lisää"""),
    "sw": split("""soma pia ¦ soma zaidi"""),
    "vi": split("""xem thêm ¦ đọc thêm ¦ tin liên quan ¦ bài liên quan"""),
    "fa": split("""بیشتر بخوانید ¦ همچنین بخوانید ¦ مطالب مرتبط ¦ اخبار مرتبط"""),
    "he": split("""קראו גם ¦ קראו עוד ¦ כתבות קשורות"""),
    "hi": split("""यह भी पढ़ें ¦ ये भी पढ़ें ¦ इसे भी पढ़ें ¦ यह भी देखें"""),
    "bn": split("""আরও পড়ুন ¦ আরো পড়ুন ¦ এটাও পড়ুন"""),
    "th": split("""อ่านเพิ่มเติม ¦ ข่าวที่เกี่ยวข้อง ¦ บทความที่เกี่ยวข้อง"""),
    "zh": split("""相关阅读 ¦ 相關閱讀 ¦ 延伸阅读 ¦ 延伸閱讀 ¦ 推荐阅读 ¦ 推薦閱讀 ¦ 相关新闻 ¦ 相關新聞"""),
    "ko": split("""관련기사 ¦ 관련 기사 ¦ 관련 뉴스 ¦ 함께 보면 좋은 기사"""),
}

#: Of the call-outs, those that are common words of prose: they call only before a colon or a link.
WEAK_CALLOUTS: frozenset[str] = frozenset(
    split(
        """a lire ¦ además ¦ also on ¦ approfondisci ¦ continue reading ¦ don't miss ¦ en savoir plus ¦ et aussi ¦
        further reading ¦ hintergrund ¦ lire ¦ lire encore ¦ lire ici ¦ lire la suite ¦ listen ¦ meer over ¦
        more from ¦ must read ¦ más información ¦ ne manquez pas ¦ notre article ¦ notre dossier ¦
        per approfondire ¦ polecamy ¦ polecane ¦ por tema ¦ pour aller plus loin ¦ read ¦ recommended ¦
        relacionado ¦ related ¦ relire ¦ saiba mais ¦ watch ¦ weiterlesen ¦ zum thema ¦ à consulter ¦
        à découvrir ¦ à lire ¦ по теме"""
    )
)

#: Headings over lists of the article's own related articles.
RELATED_HEADINGS: dict[str, tuple[str, ...]] = {
    "fr": split(
        """articles similaires ¦ articles connexes ¦ articles liés ¦ articles lies ¦ articles associés ¦
        sur le même sujet ¦ sur le même thème ¦ dans la même rubrique ¦ à lire aussi ¦ lire aussi ¦
        à lire également ¦ lire également ¦ voir aussi ¦ la rédaction vous conseille ¦ vous aimerez aussi ¦
        vous pourriez aimer ¦ vous pourriez aussi aimer ¦ contenus liés ¦ nous vous proposons aussi ¦
        lire sur le même sujet ¦ nos lecteurs ont aussi lu ¦ en relation ¦ pour aller plus loin ¦ sujets liés ¦
        cela peut vous intéresser ¦ ces articles peuvent vous intéresser ¦ ça peut vous intéresser ¦
        vous pourriez être intéressé par ¦ articles relatifs ¦ dans le même dossier ¦ sur le même dossier ¦
        à voir également"""
    ),
    "en": split(
        """related ¦ related articles ¦ related posts ¦ related stories ¦ related news ¦ related content ¦
        related links ¦ you may also like ¦ you might also like ¦ more on this story ¦ more on this topic ¦
        see also ¦ read also ¦ also read ¦ read more ¦ recommended ¦ recommended for you ¦ recommended stories ¦
        similar posts ¦ similar articles ¦ further reading ¦ more like this ¦ like this: ¦ like this ¦
        you might also enjoy"""
    ),
    "de": split(
        """mehr zum thema ¦ zum thema ¦ ähnliche artikel ¦ ähnliche beiträge ¦ verwandte artikel ¦
        verwandte themen ¦ weitere artikel zum thema ¦ das könnte sie auch interessieren ¦
        das könnte dich auch interessieren ¦ lesen sie auch ¦ siehe auch ¦ auch interessant"""
    ),
    "es": split(
        """artículos relacionados ¦ noticias relacionadas ¦ te puede interesar ¦ le puede interesar ¦
        relacionados ¦ relacionado ¦ más información ¦ también te puede interesar"""
    ),
    "pt": split(
        """artigos relacionados ¦ notícias relacionadas ¦ leia também ¦ veja também ¦ relacionados ¦
        posts relacionados"""
    ),
    "it": split(
        """articoli correlati ¦ leggi anche ¦ potrebbe interessarti ¦ potrebbero interessarti ¦
        ti potrebbe interessare"""
    ),
    "nl": split("""lees ook ¦ gerelateerde artikelen ¦ gerelateerd"""),
    "pl": split("""czytaj także ¦ zobacz także ¦ zobacz też ¦ powiązane artykuły ¦ podobne artykuły ¦ polecamy"""),
    "ru": split("""читайте также ¦ похожие статьи ¦ по теме ¦ материалы по теме"""),
    "id": split("""artikel terkait ¦ baca juga ¦ berita terkait"""),
    "ar": split("""مقالات ذات صلة ¦ مواضيع ذات صلة ¦ اقرأ أيضا"""),
    "ja": split("""関連記事"""),
}

#: Headings after which nothing of the article follows, and whose lists are not its own.
END_HEADINGS: dict[str, tuple[str, ...]] = {
    "fr": split(
        """commentaires ¦ commentaire ¦ commentaires récents ¦ laisser un commentaire ¦ laissez un commentaire ¦
        laisser une réponse ¦ laissez votre commentaire ¦ répondre à cet article ¦ réagir à cet article ¦
        réagir ¦ vos réactions ¦ vos commentaires ¦ réactions ¦ un message, un commentaire ? ¦
        ajouter un commentaire ¦ poster un commentaire ¦ votre commentaire ¦ annuler la réponse ¦ partager ¦
        partager : ¦ partagez ¦ partagez : ¦ partager cet article ¦ partagez cet article ¦ partager sur ¦
        partagez sur ¦ partager l'article ¦ suivez-nous ¦ les plus lus ¦ les plus lues ¦ le plus lu ¦
        articles les plus lus ¦ à la une ¦ en ce moment ¦ en continu ¦ derniers articles ¦ articles récents ¦
        dernières actualités ¦ plus d'articles ¦ plus de l'auteur ¦ du même auteur ¦ article précédent ¦
        article suivant ¦ navigation de l'article ¦ à propos de l'auteur ¦ a propos de l'auteur ¦ l'auteur ¦
        mots-clés ¦ mots clés ¦ étiquettes ¦ tags ¦ newsletter ¦ inscrivez-vous à notre newsletter ¦
        abonnez-vous ¦ abonnez-vous à notre newsletter ¦ lettre d'information ¦ soutenez-nous ¦ faire un don ¦
        populaires ¦ tendances ¦ recommandé pour vous ¦ autres articles ¦ nos derniers articles ¦ plus d'infos ¦
        j'aime ça ¦ j'aime ça : ¦ j’aime ça : ¦ wordpress: ¦ actualités ¦ publicité ¦ à lire dans la rubrique ¦
        à ne pas manquer ¦ ailleurs sur le web ¦ voir tous les articles"""
    ),
    "en": split(
        """comments ¦ leave a comment ¦ leave a reply ¦ leave a response ¦ post a comment ¦ add a comment ¦
        join the conversation ¦ join the discussion ¦ share ¦ share this ¦ share this: ¦ share this article ¦
        share this story ¦ share on ¦ follow us ¦ most read ¦ most popular ¦ popular ¦ trending ¦ trending now ¦
        latest news ¦ latest ¦ latest posts ¦ latest stories ¦ recent posts ¦ recent articles ¦ top stories ¦
        more news ¦ more posts ¦ more stories ¦ more articles ¦ more from author ¦ more from this author ¦
        next article ¦ previous article ¦ post navigation ¦ about the author ¦ about author ¦ author ¦ tags ¦
        topics ¦ newsletter ¦ subscribe ¦ subscribe to our newsletter ¦ sign up for our newsletter ¦
        stay connected ¦ get the newsletter ¦ related topics ¦ categories ¦ archives ¦ discussion ¦ responses ¦
        filed under ¦ reader interactions ¦ what do you think? ¦ have your say ¦ similar topics ¦
        what to read next ¦ editor's picks ¦ in other news ¦ contact us ¦ media contact ¦ press contact ¦
        other posts you may enjoy ¦ posts you may enjoy"""
    ),
    "de": split(
        """kommentare ¦ kommentar schreiben ¦ kommentar verfassen ¦ schreibe einen kommentar ¦
        schreiben sie einen kommentar ¦ hinterlasse einen kommentar ¦ antwort verfassen ¦
        kommentar hinterlassen ¦ teilen ¦ artikel teilen ¦ teilen mit: ¦ teile dies mit: ¦
        diesen beitrag teilen ¦ meistgelesen ¦ meist gelesen ¦ meistgelesene artikel ¦ neueste beiträge ¦
        letzte beiträge ¦ aktuelle beiträge ¦ das könnte ihnen auch gefallen ¦ über den autor ¦
        über die autorin ¦ autor ¦ schlagwörter ¦ schlagworte ¦ themen ¦ newsletter ¦ beitragsnavigation ¦
        gefällt mir: ¦ gefällt mir ¦ diskussion ¦ weitere artikel ¦ weitere beiträge ¦ weitere themen ¦
        neueste artikel ¦ empfehlungen aus der redaktion ¦ empfohlene beiträge ¦ mehr themen ¦
        weitere inhalte ¦ zuletzt veröffentlicht ¦ mehr von ¦ ihre meinung ¦ stichwörter ¦
        weitere informationen ¦ zusatzinformationen ¦ weitere infos ¦ zum weiterlesen ¦ weiterlesen ¦
        quellenangaben ¦ kontakt ¦ pressekontakt ¦ ansprechpartner"""
    ),
    "es": split(
        """comentarios ¦ comentario ¦ deja un comentario ¦ deja una respuesta ¦ compartir ¦ comparte ¦ compártelo ¦
        compartir en: ¦ lo más leído ¦ lo más visto ¦ más leídas ¦ últimas noticias ¦ más noticias ¦ etiquetas ¦
        sobre el autor ¦ archivado en ¦ temas ¦ boletín ¦ suscríbete ¦ comparte esto: ¦ me gusta esto: ¦
        entradas recientes ¦ temas relacionados ¦ otras noticias ¦ lo último"""
    ),
    "pt": split(
        """comentários ¦ deixe um comentário ¦ deixe uma resposta ¦ deixe seu comentário ¦ compartilhe ¦
        compartilhar ¦ partilhar ¦ mais lidas ¦ mais lidos ¦ últimas notícias ¦ tags ¦ sobre o autor ¦ tópicos ¦
        assuntos ¦ veja mais ¦ últimas ¦ curtir isso: ¦ compartilhe isso:"""
    ),
    "it": split(
        """commenti ¦ lascia un commento ¦ condividi ¦ condividi: ¦ i più letti ¦ più letti ¦ ultime notizie ¦
        tag ¦ argomenti ¦ informazioni sull'autore ¦ l'autore ¦ newsletter ¦ mi piace:"""
    ),
    "nl": split(
        """reacties ¦ laat een reactie achter ¦ geef een reactie ¦ deel dit artikel ¦ delen ¦ meest gelezen ¦
        tags ¦ over de auteur ¦ laatste nieuws ¦ meer nieuws"""
    ),
    "pl": split(
        """komentarze ¦ dodaj komentarz ¦ udostępnij ¦ tagi ¦ najnowsze ¦ najczęściej czytane ¦ o autorze ¦
        skomentuj"""
    ),
    "ru": split(
        """комментарии ¦ оставить комментарий ¦ добавить комментарий ¦ поделиться ¦ теги ¦ популярное ¦
        последние новости ¦ об авторе ¦ обсуждение"""
    ),
    "tr": split("""yorumlar ¦ yorum yap ¦ bir yanıt yazın ¦ paylaş ¦ etiketler ¦ son haberler ¦ en çok okunanlar"""),
    "id": split("""komentar ¦ tinggalkan balasan ¦ bagikan ¦ bagikan ini: ¦ terpopuler ¦ berita terbaru ¦ tag"""),
    "sv": split("""kommentarer ¦ dela ¦ mest läst ¦ taggar ¦ senaste nytt"""),
    "ar": split(
        """تعليقات ¦ التعليقات ¦ اترك تعليقا ¦ اترك تعليقاً ¦ شارك ¦ شارك هذا الموضوع: ¦ الأكثر قراءة ¦
        آخر الأخبار ¦ الوسوم ¦ كلمات مفتاحية"""
    ),
    "ja": split(
        """コメント ¦ コメントを残す ¦ シェア ¦ 人気記事 ¦ 最新記事 ¦ タグ ¦ 関連キーワード ¦ この記事を書いた人 ¦
        この記事の著者"""
    ),
}

#: Starts of blocks that belong to the machinery of the site: regular expressions, matched at the start, short
#: blocks only.
MACHINERY: dict[str, tuple[str, ...]] = {
    "fr": split(
        r"""partage[rz](?: (?:cet article|sur|l'article|:)|$) ¦
        cliqu(?:ez|er) (?:ici )?pour (?:partager|imprimer|envoyer) ¦
        (?:imprimer|envoyer par e-?mail|copier le lien|version imprimable)\b ¦ temps de lecture\b ¦
        \d+ (?:min(?:utes?)?|mn) de lecture ¦ lecture[ :]+\d+ min ¦ votre adresse (?:e-?mail|de messagerie) ¦
        les champs obligatoires ¦ vous devez (?:être connecté|vous connecter|vous identifier) ¦
        (?:re)?joignez(?:-nous| notre) ¦ abonnez-vous (?:à|pour|et|dès|gratuitement) ¦
        inscrivez-vous (?:à|pour|gratuitement) ¦
        recevez (?:chaque|notre|nos|toute|gratuitement|l'essentiel|par) ¦
        suivez(?:-nous| l'actualité| toute l'actualité| nous| \S+ sur) ¦ cet article est réservé ¦
        article réservé aux abonnés ¦ il vous reste \d+ ¦ la suite est réservée ¦ tous droits réservés ¦
        droits de reproduction ¦ crédits? ?(?:photos?|images?)? ?: ¦ photo ?: ¦ ph ?: ¦ mots?[- ]clés? ?: ¦
        tags? ?: ¦ étiquettes? ?: ¦ catégories? ?: ¦ rubriques? ?: ¦ classé dans ¦ publié dans ¦
        nombre de (?:lectures|vues) ¦ \d+ (?:vues?|lectures?|commentaires?|partages?)$ ¦ vu(?:e)?s? ?: ?\d+ ¦
        retrouvez (?:tous|toutes|l'ensemble|nos|notre|toute l'actualité) ¦ (?:re)?trouvez-nous sur ¦
        téléchargez (?:l'|notre )appli ¦ retour (?:en haut|à la liste|à l'accueil) ¦ article précédent ¦
        article suivant ¦ laissez? un commentaire ¦ commenter$ ¦ aucun commentaire ¦ soyez le premier ¦
        écouter (?:l'|cet )article ¦
        (?:je m'abonne|se connecter|s'inscrire|faire un don|je fais un don|soutenez-nous|soutenez notre)\b ¦
        vous pouvez vous désinscrire ¦ nous utilisons des cookies ¦
        (?:dernière )?(?:mise à jour|mis à jour|modifié|actualisé)e? ?:? ?le\b.{0,60}$ ¦
        (?:publié|posté|écrit|rédigé|créé|mis en ligne)e? (?:le|par)\b.{0,60}$ ¦ lire l'article (?:complet|en entier) ¦
        si vous avez aimé cet article ¦ ce contenu est bloqué ¦ pour (?:afficher|voir) ce contenu ¦
        continuer la lecture ¦ (?:cet|notre|nos|ces) articles? (?:vous (?:a|ont)|t'a) (?:plu|intéressé) ¦
        pour lire la suite\b ¦ (?:ou )?(?:si )?vous (?:avez|êtes|possédez) déjà (?:un compte|abonné|inscrit) ¦
        déjà abonné ¦ not(?:ez|er) cet article ¦ dans cet article ?:?$ ¦ (?:au )?sommaire ?:?$ ¦
        durée de lecture ¦ pour ne (?:rien|pas|plus)? ?(?:manquer|rater) ¦ ajoutez .{2,40} à vos favoris ¦
        téléchargez? (?:l'|notre )?appli ¦ le contenu qui place des cookies ¦
        à ce stade, vous trouverez des contenus ¦ cliquez ici pour vous (?:abonner|inscrire|connecter) ¦
        pour accéder à (?:cet article|l'intégralité|la suite) ¦ à voir également sur\b ¦ abonnés? $ ¦
        contenu réservé ¦ lire (?:aussi )?l'édition ¦ image illustrative ¦ images? d'illustration ¦
        source de l'image"""
    ),
    "en": split(
        r"""share (?:this|on|via|with|to)\b ¦ click (?:here )?to (?:share|print|email|subscribe|tweet) ¦
        (?:print|email|tweet|pin it|copy link|save|listen|facebook|twitter|whatsapp|linkedin|pinterest|reddit)$ ¦
        \d+ min(?:ute)?s? read ¦ (?:reading|read) time ¦ estimated read ¦ your email address will not ¦
        required fields are ¦ you must be logged in ¦ (?:sign|log) (?:up|in) (?:for|to|here|now|with|$) ¦
        subscribe (?:to|now|for|today|here|$) ¦
        follow (?:us|him|her|me|@|\S+ \S* ?on (?:twitter|facebook|instagram|x)\b) ¦ like us on ¦
        join (?:us|our|the conversation) ¦ all rights reserved ¦ copyright (?:©|\(c\)|\d|by|all) ¦ copyright$ ¦ © ¦
        (?:photo|image|picture|photograph|photos)s? ?(?:credit|by|courtesy|via)? ?: ¦
        (?:photo|image|picture) (?:credit|by|courtesy) ¦ tags? ?: ¦ tagged(?: with| in| as|:|$) ¦
        filed (?:under|in) ¦ categor(?:y|ies) ?: ¦ posted (?:in|on|by)\b.{0,60}$ ¦
        published(?::|$|(?: on| by| in)\b.{0,60}$) ¦
        (?:last )?(?:updated|modified)(?: on| at| by|:) ¦ \d+ (?:views?|comments?|shares?|likes?)$ ¦
        view (?:all|more)\b ¦ (?:previous|next) (?:article|post|story) ¦ leave a (?:comment|reply) ¦
        (?:no|0) comments ¦ be the first to ¦ download (?:the|our) app ¦
        (?:this|the) (?:article|story|post) (?:is|was) (?:for subscribers|(?:originally |first |re)published) ¦
        already (?:a )?(?:subscriber|have an account|a member) ¦ enable javascript ¦
        this (?:site|website) uses ¦ we use cookies ¦ by (?:signing up|submitting|subscribing|clicking) ¦
        get (?:the|our) (?:latest (?:news|stories|from|updates)|daily (?:news|email|digest)|newsletter|app\b) ¦
        support (?:our|us|independent) ¦
        (?:make a )?donat(?:e|ion)(?: (?:now|today|here|to us))?$ ¦ back to top ¦ skip to ¦
        loading(?:[.…]|$| comments| video) ¦ video (?:loading|unavailable|player)\b ¦ play video ¦
        watch (?:the )?video ¦
        about the author ¦ have a (?:tip|story) ¦ privacy policy ¦ terms of (?:use|service) ¦
        thank you for (?:reading|subscribing|signing) ¦ please (?:enable|log in|sign in|subscribe) ¦
        i(?:'ve| have) read and (?:accept|agree) ¦ to view this (?:content|video) ¦ correction policy ¦
        contact us at ¦ image source[,:]? ¦ image caption[,:]? ¦ do you want to (?:be informed|receive) ¦
        want more (?:stories|news|articles) ¦ in this (?:article|story|post) ?:?$ ¦ table of contents ¦
        did you (?:like|enjoy) this ¦ if you (?:liked|enjoyed) this ¦ jump to\b.{0,30}$ ¦ rate this ¦
        listen to this (?:article|story) ¦ gift this article ¦ read (?:more|full) (?:here|article|story) ¦
        book now$ ¦ register$ ¦ page \d+ of \d+$ ¦ see (?:the )?price at\b.{0,20}$ ¦ sponsor this newsletter ¦
        request a quote$ ¦ learn more$ ¦ buy now$ ¦ shop now$"""
    ),
    "de": split(
        r"""teilen\b.{0,30}$ ¦ (?:auf|via|per) (?:facebook|twitter|whatsapp|mail|e-mail)\b.{0,20}$ ¦ drucken$ ¦
        merken$ ¦
        lesezeit\b ¦ (?:ca\. )?\d+ min(?:uten)?\b.{0,12}$ ¦ foto(?:s)? ?: ¦ bild(?:er|quelle)? ?: ¦
        (?:©|quelle ?:) ¦ \(?(?:dpa|apa|sda|afp|reuters|red)(?:/[\w-]+)*\)?$ ¦ schlag(?:wörter|worte) ?: ¦
        tags? ?: ¦ kategorien? ?: ¦ themen ?: ¦ veröffentlicht(?: am| in| von|:) ¦ publiziert ?: ¦
        letzte (?:änderung|aktualisierung) ¦
        (?:zuletzt )?(?:aktualisiert|geändert)(?: am|:) ¦ stand ?: ¦
        jetzt (?:abonnieren|anmelden|registrieren|testen|lesen) ¦ newsletter (?:abonnieren|anmelden) ¦
        ihre e-mail-adresse ¦ deine e-mail-adresse ¦ erforderliche felder ¦ du musst angemeldet ¦
        sie müssen angemeldet ¦ folgen sie uns ¦ folge uns ¦ \d+ kommentare?$ ¦
        (?:nächster|vorheriger) (?:artikel|beitrag) ¦ zur startseite ¦ nach oben ¦ alle rechte vorbehalten ¦
        diesen artikel ¦ (?:artikel|beitrag) (?:drucken|teilen|empfehlen|kommentieren|merken) ¦
        mit (?:material|informationen) von ¦ empfohlener (?:redaktioneller|externer) inhalt ¦
        an dieser stelle (?:finden sie|findest du|befindet sich ein (?:externe|inhalt|video)) ¦
        ich bin damit einverstanden ¦
        abonnieren sie (?:unseren|den|jetzt|hier) ¦ gefällt (?:dir|ihnen) (?:unser|der|dieser) ¦
        wenn ihnen (?:unser|der|dieser) artikel ¦ hat ihnen der artikel ¦ druckfähige ¦ inhaltsverzeichnis ¦
        in diesem artikel ?:?$ ¦ abbildung ?\d* ?: ¦ externe[nr]? inhalte? ¦
        mehr (?:infos|informationen) zum datenschutz ¦
        (?:wir|diese (?:seite|website)) (?:verwende[nt]|nutzt?|nutzen) cookies"""
    ),
    "es": split(
        r"""compart(?:ir|e|a)\b.{0,30}$ ¦ s[íi]g(?:ue|a)nos ¦ suscr[íi]b ¦ tu dirección de correo ¦
        los campos obligatorios ¦ (?:foto|imagen|fotografía) ?: ¦ etiquetas ?: ¦ tags? ?: ¦ archivado en ¦
        publicado (?:el|por|en) ¦ actualizado (?:el|a) ¦ tiempo de lectura ¦ \d+ comentarios?$ ¦
        todos los derechos ¦ (?:haz|haga) clic ¦ únete ¦ recibe (?:las (?:noticias|[úu]ltimas)|nuestr)"""
    ),
    "pt": split(
        r"""compartilh\w+\b.{0,30}$ ¦ siga(?:-nos| o| a)\b ¦ assine\b ¦ inscreva-se ¦ o seu endereço de e-mail ¦
        campos obrigatórios ¦ foto ?: ¦ tags? ?: ¦ publicado (?:em|por) ¦ atualizado em ¦ tempo de leitura ¦
        todos os direitos ¦ receba (?:as|no|nossa)"""
    ),
    "it": split(
        r"""condividi\b.{0,30}$ ¦ segui(?:ci)?\b.{0,40}$ ¦ iscriviti ¦ abbonati ¦ il tuo indirizzo email ¦
        i campi obbligatori ¦ foto ?: ¦ tag ?: ¦ pubblicato (?:il|da|in) ¦ aggiornato (?:il|alle) ¦
        tempo di lettura ¦ tutti i diritti ¦ riproduzione riservata ¦ ©"""
    ),
    "nl": split(r"""deel (?:dit|via|op) ¦ volg ons ¦ foto ?: ¦ beeld ?: ¦ leestijd ¦ meld je aan"""),
    "pl": split(r"""udostępnij\b ¦ fot\. ? ¦ źródło ?: ¦ tagi ?: ¦ czytaj dalej ¦ zapisz się"""),
    "ru": split(r"""поделиться ¦ фото ?: ¦ теги ?: ¦ источник ?: ¦ подписывайтесь ¦ подпишитесь"""),
    "id": split(r"""bagikan ¦ ikuti kami ¦ editor ?: ¦ foto ?: ¦ tag ?:"""),
    "ar": split(r"""شارك(?: (?:المقال|الخبر|الموضوع|هذا|على|عبر)|$) ¦ تابعنا ¦ اشترك(?: (?:الآن|معنا|بنشرتنا)|$)"""),
    "ja": split(
        r"""印刷(?:する)?$ ¦ .{1,12}で(?:シェア|送る)(?:する)?$ ¦ シェア(?:する)?$ ¦
        (?:記事を)?保存(?:する)?$"""
    ),
}

#: What is set right behind the last word of a text, in its paragraph: regular expressions, matched at its end.
TAILS: tuple[str, ...] = split(
    r"""(?:©|\(c\))? ?riproduzione (?:riservata|vietata)(?: ?©)? ¦ (?:©|\(c\)) ?(?:tutti i diritti riservati|\
    tous droits réservés|all rights reserved|alle rechte vorbehalten|todos los derechos reservados|\
    todos os direitos reservados) ¦ ultimo aggiornamento ?: ?[\d:., /]+"""
)

#: What pages that are no articles say of themselves, in headings and titles.
ERROR_TITLES: tuple[str, ...] = split(
    r"""(?:erreur |error )?404\b ¦ page (?:introuvable|non trouvée|inexistante|inconnue) ¦
    (?:cette )?page (?:n'existe (?:pas|plus)|est introuvable|demandée) ¦ page not found ¦ not found ¦
    (?:oops|oups|ups|hoppla)\b.{0,60} ¦
    (?:that|this|the) page (?:can't|can’t|cannot|could not|couldn't) be found ¦ nothing (?:here|found) ¦
    (?:article|contenu) (?:introuvable|non trouvé|supprimé|indisponible) ¦
    aucun (?:résultat|article|contenu)(?: trouvé)? ¦ rien (?:ici|trouvé|à afficher) ¦
    seite (?:nicht gefunden|existiert nicht) ¦ (?:die )?seite wurde nicht gefunden ¦ página no encontrada ¦
    página não encontrada ¦ pagina non trovata ¦ pagina niet gevonden ¦ nie znaleziono ¦ страница не найдена ¦
    (?:access|accès) (?:denied|refusé) ¦ forbidden ¦ 403\b.{0,30} ¦ (?:500|502|503|504)\b.{0,40} ¦
    internal server error ¦ service (?:unavailable|indisponible) ¦ bad gateway ¦
    site (?:en maintenance|under maintenance) ¦
    (?:are you a robot|just a moment|attention required|checking your browser|un instant)\b.{0,30} ¦
    الصفحة غير موجودة ¦ sayfa bulunamadı ¦ introuvable"""
)

PROTECTED: tuple[str, ...] = split(
    """cet article est protégé par un mot de passe ¦ ce contenu est protégé par un mot de passe ¦
    cette publication est protégée par un mot de passe ¦ this content is password protected ¦
    this post is password protected ¦ dieser inhalt ist passwortgeschützt ¦
    este contenido está protegido por contraseña ¦ este conteúdo está protegido por senha ¦
    il contenuto è protetto da password ¦ pour visualiser cette publication protégée ¦
    to view this protected post ¦ to view it please enter your password"""
)

EMPTY_LISTS: tuple[str, ...] = split(
    """aucun événement prévu ¦ aucun évènement prévu ¦ aucun événement ¦ no events scheduled ¦ no events found ¦
    there are no upcoming events ¦ aucun événement à venir ¦ keine veranstaltungen ¦ no hay eventos"""
)
