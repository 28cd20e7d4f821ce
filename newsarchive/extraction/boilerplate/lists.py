"""Headings over lists of links and notes around a text, by language: regular expressions, data only.

Matched against folded text (lower case, straight apostrophes, single spaces). Patterns stand between broken bars;
a backslash at the end of a line glues the next line to it.
"""

from __future__ import annotations

from newsarchive.extraction.boilerplate.phrases import split

#: Headings over the article's own related articles that name the subject or put words in another order: the
#: whole block.
RELATED_PATTERNS: dict[str, tuple[str, ...]] = {
    "fr": split(
        r"""(?:d')?autres? articles? (?:qui )?(?:pourraient|peuvent|devraient) (?:aussi )?vous
        (?:intéresser|plaire) ¦
        (?:à|a) (?:consulter|retrouver|regarder) (?:aussi|[ée]galement) ¦
        (?:si )?vous avez aimé (?:cet article|ce sujet)\b.{0,40} ¦
        (?:à|a) (?:lire|voir|d[ée]couvrir|consulter|[ée]couter) sur (?:le|la|ce) m[êe]me (?:sujet|th[èe]me) ¦
        (?:la|notre) r[ée]daction vous (?:recommande|conseille|suggère)(?: (?:aussi|[ée]galement))?(?: de lire)? ¦
        compl[ée]ments d'info(?:rmation)? (?:à|sur) (?:l'article|ce sujet) ¦
        (?:(?:plus|davantage|d'autres|autres|tous les|nos|les|des|retrouvez (?:nos|tous nos|d'autres))
        )?(?:d'|d’)?(?:articles?|contenus?|actualit[ée]s?|actus?|infos?|sujets?|vid[ée]os?|dossiers?|\
        lectures?)(?:(?: (?:li[ée]e?s?|similaires?|connexes?|relati(?:f|ve)s?|associ[ée]e?s?|compl[ée]mentaires?)|
        en relation| en lien| en rapport|(?: à lire)? (?:sur|dans) (?:le|la|ce) m[êe]me
        (?:sujet|th[èe]me|dossier|rubrique|th[ée]matique)|sur ce (?:sujet|th[èe]me)))(?: .{0,30})? ¦ (?:(?:à|a)
        (?:re)?(?:lire|voir|écouter|d[ée]couvrir)|(?:re)?(?:lire|voir)|lisez|voyez)(?:
        (?:aussi|[ée]galement|encore|en plus|ensuite|apr[èe]s|absolument))(?: (?:sur|dans|à propos|au
        sujet).{1,45})? ¦ (?:à lire|à voir|et|aussi)? ?(?:sur|dans|autour de) (?:le|la|ce) (?:m[êe]me
        )?(?:sujet|th[èe]me|dossier|th[ée]matique) ¦ (?:vous )?(?:pourriez|pourrez|devriez|allez)
        (?:aussi|[ée]galement)? ?(?:aimer|appr[ée]cier|lire)(?: aussi)? ¦ (?:(?:ceci|cela|ça|ces articles)
        )?(?:peut|peuvent|pourrai(?:t|ent)|devrai(?:t|ent)) (?:aussi |[ée]galement )?vous
        (?:int[ée]resser|plaire)(?: aussi| [ée]galement)? ¦ (?:vous )?aimerez aussi(?: lire)? ¦ (?:pour|afin d')
        ?(?:approfondir|aller plus loin|en savoir plus)(?: .{0,40})? ¦ contenus? relatifs? ¦ (?:sur|dans) le m[êe]me
        ton ¦ la suite (?:du|de ce) dossier ¦ poursuivez votre lecture ¦ continuer? (?:votre|la) lecture ¦ nos
        autres articles sur .{3,40}"""
    ),
    "en": split(
        r"""(?:more )?(?:related|similar|relevant|connected)(?: (?:to this|news|stor(?:y|ies)|articles?|posts?|content|\
        coverage|reading|reads?|links?|items?|reports?|topics? you may like|to this (?:story|article)))+ ¦
        (?:more|read more|learn more|further reading) (?:on|about) (?:this|the) (?:story|topic|subject|issue|theme)
        ¦ (?:you|readers|people) (?:may|might|could|will|also|who read this)(?: also| want to| be)*
        (?:like|enjoy|love|read|interested in)(?: to read)?(?: .{0,15})? ¦ (?:read|see|watch|check out|explore)
        (?:also|more|further|related)(?: (?:stories|articles|posts|coverage|reading))? ¦ (?:related|recommended)
        (?:reading|coverage|from .{2,30}|for you) ¦ articles? (?:related|similar) to this ¦ more stories like this ¦
        dig deeper ¦ go deeper ¦ (?:our )?(?:previous|earlier|past) (?:coverage|reporting|stories)(?: .{0,20})?"""
    ),
    "de": split(
        r"""zum (?:selben|gleichen) thema ¦ (?:die|unsere) redaktion empfiehlt(?: auch)? ¦
        das könnte (?:dir|euch) (?:auch )?gefallen ¦
        (?:(?:mehr|weitere (?:artikel|beiträge|texte|meldungen|nachrichten|informationen|infos)|alles|auch|lesen sie
        (?:mehr|auch)|artikel|beiträge) )(?:zu[mr]?|zu diesem) (?:thema|themen|diesem thema|artikel|beitrag) ¦
        (?:ähnliche|verwandte|passende|weiterführende|dazugehörige|thematisch ähnliche)
        (?:artikel|beiträge|themen|meldungen|inhalte|nachrichten|texte|links|storys|posts|news) ¦ (?:das|dies|diese
        artikel|auch das) (?:könnte|könnten|dürfte|wird) (?:sie|dich|euch) (?:auch|ebenfalls)? ?(?:noch
        )?interessieren ¦ (?:lesen|lies|sehen) (?:sie )?(?:hierzu|dazu|auch|außerdem|mehr|weiter)(?: .{0,25})? ¦
        passend (?:dazu|zum (?:thema|artikel)) ¦ (?:dazu passend|thematisch passend|in eigener sache zum thema|mehr
        davon|auch lesenswert|weiterlesen zum thema)"""
    ),
    "es": split(
        r"""(?:otr[oa]s |más )?(?:noticias|artículos|notas|temas|contenidos?|entradas|historias|publicaciones)
        (?:relacionad[oa]s?|similares) ¦ (?:también )?(?:te|le|os|les) (?:puede|podría|pueden|recomendamos|va a)
        (?:interesar|gustar|leer)?(?: también)? ¦ (?:quizás?|tal vez|también) (?:te|le) (?:interese|pueda
        interesar|puede interesar|guste) ¦ más (?:sobre|de) (?:este|el) tema ¦ (?:sobre|en) (?:este|el) mismo tema ¦
        (?:lee|lea|leer|ver|mira|vea|sigue leyendo) (?:también|además|más)(?: .{0,25})? ¦ para saber más"""
    ),
    "pt": split(
        r"""(?:mais )?(?:notícias|artigos|matérias|conteúdos?|posts|publicações|reportagens)
        (?:relacionad[oa]s?|semelhantes) ¦ (?:leia|veja|confira|assista|ler|ver) (?:também|mais|ainda)(?:
        (?:sobre|em).{1,30})? ¦ (?:você )?(?:também )?(?:pode|poderá|vai) (?:também )?(?:gostar|se
        interessar|interessar)(?: de ler| também)? ¦ (?:sobre|do) (?:o |este )?mesmo (?:tema|assunto) ¦ mais sobre
        (?:o|este|esse) (?:tema|assunto) ¦ para saber mais"""
    ),
    "it": split(
        r"""(?:altri )?(?:articoli|contenuti|notizie|post|approfondimenti) (?:correlat[ie]|simili|collegat[ie]) ¦
        (?:leggi|vedi|guarda|ascolta|leggete) (?:anche|pure|altro|inoltre)(?: .{0,25})? ¦ (?:ti )?potrebbe(?:ro)?
        (?:anche )?interessar(?:ti|vi)(?: anche)? ¦ (?:sullo|dello) stesso (?:argomento|tema) ¦ per approfondire"""
    ),
    "nl": split(
        r"""(?:gerelateerde|verwante|vergelijkbare|soortgelijke) (?:artikelen|berichten|verhalen|nieuws|onderwerpen) ¦
        lees (?:ook|meer|verder|hier)(?: .{0,25})? ¦ meer over dit onderwerp ¦ (?:dit|ook) (?:vind je misschien ook
        )?interessant ¦ misschien (?:ook )?interessant"""
    ),
    "pl": split(
        r"""(?:powiązane|podobne|pokrewne) (?:artykuły|wpisy|tematy|treści|wiadomości|posty) ¦
        (?:czytaj|przeczytaj|zobacz|sprawdź|obejrzyj|warto przeczytać)(?:
        (?:też|także|również|więcej|koniecznie))+(?: .{0,25})? ¦ (?:może|mogą) (?:cię|ciebie|państwa) (?:też
        |również )?zainteresować ¦ więcej (?:na ten temat|o) ¦ w temacie ¦ na ten temat"""
    ),
    "ru": split(
        r"""(?:похожие|связанные|другие) (?:материалы|статьи|новости|публикации|записи|темы)(?: по теме)? ¦
        (?:читайте|смотрите|читать|узнайте) (?:также|ещё|еще|больше|далее|по теме|об этом)(?: .{0,20})? ¦
        (?:материалы|новости|статьи|ещё|еще|публикации|сюжеты?) по (?:этой )?теме ¦ (?:вам|вас) (?:может|могут|также
        может) .{0,12}(?:заинтересовать|понравиться|быть интересно)"""
    ),
    "uk": split(
        r"""(?:читайте|дивіться|читати) (?:також|ще|більше|далі)(?: .{0,20})? ¦ (?:схожі|пов'язані)
        (?:новини|матеріали|статті) ¦ (?:матеріали|новини)? ?(?:по|за) тем(?:і|ою)"""
    ),
    "cs": split(
        r"""(?:související|podobné|příbuzné) (?:články|témata|zprávy|obsah|příspěvky) ¦ (?:čtěte|přečtěte si|viz|mohlo
        by)(?: (?:také|též|i|dále|více|vás zajímat|vás také zajímat))+ ¦ k tématu ¦ (?:více )?(?:k|o) (?:tomuto
        )?tématu"""
    ),
    "sk": split(
        r"""(?:súvisiace|podobné) (?:články|témy|správy) ¦ (?:čítajte|prečítajte si)(?: (?:aj|tiež|viac|ďalej))+ ¦ mohlo
        by vás (?:tiež )?zaujímať"""
    ),
    "hu": split(
        r"""(?:kapcsolódó|hasonló) (?:cikkek|cikk|hírek|tartalmak|anyagok|írások) ¦ (?:ez is érdekelheti|olvass?a? (?:el
        )?(?:még|tovább|ezt is)) ¦ a témában"""
    ),
    "ro": split(
        r"""(?:articole|știri|stiri) (?:similare|asemănătoare|pe aceeași temă|conexe) ¦ (?:citește|citeşte|citiți|vezi)
        (?:și|şi|mai mult|mai departe)(?: .{0,15})? ¦ te-ar putea interesa(?: și)?"""
    ),
    "el": split(r"""(?:σχετικά|παρόμοια) (?:άρθρα|νέα|θέματα) ¦ διαβάστε (?:επίσης|ακόμα|ακόμη|περισσότερα)"""),
    "bg": split(
        r"""(?:свързани|подобни) (?:статии|новини|публикации) ¦ (?:вижте|прочетете) (?:още|също) ¦ още по темата"""
    ),
    "hr": split(
        r"""(?:povezan[ei]|slič(?:ni|ne)|vezan[ei]) (?:članci|vijesti|vesti|teme|tekstovi|objave) ¦
        (?:pročitajte|pogledajte|čitajte)(?: (?:još|i|također|takođe|više))+ ¦ možda (?:će )?(?:vas|vam) .{0,20}"""
    ),
    "tr": split(
        r"""(?:ilgili|benzer|bağlantılı) (?:haber(?:ler)?|konular|içerik(?:ler)?|yazılar|makaleler) ¦ (?:bunları
        da|ayrıca) (?:okuyun|bakınız|oku) ¦ (?:bu haberler )?(?:ilginizi|ilgini) (?:de )?çekebilir"""
    ),
    "sv": split(
        r"""(?:relaterade|liknande) (?:artiklar|nyheter|inlägg|ämnen) ¦ läs (?:också|även|mer|vidare)(?: .{0,25})? ¦ mer
        (?:om ämnet|i ämnet)"""
    ),
    "no": split(
        r"""(?:relaterte|relatert|lignende) (?:artikler|saker|innhold|artikkel|nyheder|nyheter) ¦ les
        (?:også|mer|videre)(?: .{0,25})? ¦ (?:mer|flere saker) om (?:saken|temaet)"""
    ),
    "da": split(
        r"""(?:relaterede|lignende) (?:artikler|nyheder|indlæg) ¦ læs (?:også|mere|videre)(?: .{0,25})? ¦ mere om
        (?:emnet|sagen)"""
    ),
    "fi": split(
        r"""(?:aiheeseen liittyvä[ät]?|samankaltaiset|lisää aiheesta|lue (?:myös|lisää)|katso myös)(?: .{0,25})?"""
    ),
    "et": split(r"""(?:seotud|sarnased) (?:artiklid|lood|uudised) ¦ loe (?:ka|lisaks|veel)"""),
    "lt": split(
        r"""(?:susiję|panašūs) straipsniai ¦ (?:susijusios|panašios) (?:naujienos|temos) ¦ (?:taip pat )?skaitykite(?:
        (?:taip pat|daugiau))?"""
    ),
    "lv": split(r"""(?:saistītie|līdzīgi) (?:raksti|ziņas) ¦ lasi(?:et)? (?:arī|vairāk)"""),
    "id": split(
        r"""(?:berita|artikel|topik|konten) (?:terkait|serupa|lainnya terkait) ¦ (?:baca|simak|lihat)
        (?:juga|selengkapnya) ¦ rekomendasi untuk anda"""
    ),
    "vi": split(
        r"""(?:tin|bài viết|bài|chủ đề) (?:liên quan|cùng chủ đề|tương tự) ¦ (?:đọc|xem) thêm(?: .{0,20})? ¦ có thể bạn
        quan tâm"""
    ),
    "sw": split(r"""(?:habari|taarifa|makala) (?:zinazohusiana|inayohusiana|zinazofanana) ¦ soma (?:pia|zaidi)"""),
    "ar": split(
        r"""(?:مقالات|مواضيع|أخبار|اخبار|موضوعات|قصص|محتوى|تقارير|مواد) (?:ذات صلة|ذات علاقة|مشابهة|متعلقة|مرتبطة|متعلق)
        ¦ (?:اقرأ|إقرأ|اقرا|شاهد|طالع|تابع) (?:أيضا|أيضًا|أيضاً|ايضا|ايضاً|المزيد|كذلك) ¦ (?:قد|ربما)
        (?:يهمك|يعجبك|تهمك)(?: أيضا| أيضًا| أيضاً)? ¦ في نفس السياق ¦ ذات صلة"""
    ),
    "fa": split(
        r"""(?:اخبار|مطالب|خبرهای|مقالات) (?:مرتبط|مشابه) ¦ (?:بیشتر )?بخوانید(?: .{0,15})? ¦ همچنین بخوانید"""
    ),
    "he": split(
        r"""(?:כתבות|מאמרים|תכנים|ידיעות) (?:קשורות|נוספות בנושא|קשורים|דומות) ¦ (?:קראו|קרא) (?:גם|עוד) ¦ עוד בנושא ¦
        אולי יעניין אותך"""
    ),
    "hi": split(r"""(?:संबंधित|सम्बंधित) (?:खबरें|ख़बरें|लेख|समाचार) ¦ (?:यह भी|ये भी|इसे भी) (?:पढ़ें|पढ़ें|देखें)"""),
    "bn": split(r"""(?:সম্পর্কিত|সংশ্লিষ্ট) (?:খবর|সংবাদ|নিবন্ধ) ¦ আরও? (?:পড়ুন|পড়ুন|খবর)"""),
    "th": split(r"""(?:ข่าว|บทความ|เรื่อง|เนื้อหา)ที่เกี่ยวข้อง ¦ (?:อ่าน|ดู)(?:เพิ่มเติม|ต่อ)"""),
    "ja": split(
        r"""(?:(?:この記事の|こちらの|あわせて読みたい)?関連(?:する)?(?:記事|ニュース|リンク|\
        コンテンツ|情報|トピックス?)(?:一覧)?|(?:あわせて|合わせて|併せて)読みたい(?:記事)?|\
        こちらの記事もおすすめ|おすすめの?関連記事|(?:この|本)記事に関連する.{1,8}|(?:この|同じ)テーマの記事)"""
    ),
    "zh": split(
        r"""(?:相关|相關|延伸|更多相关|更多相關|同类)(?:阅读|閱讀|新闻|新聞|文章|报道|報導|報道|\
        内容|內容|链接|连结|連結|推荐|推薦|資訊|专题|專題) ¦ (?:延伸|推荐|推薦)(?:阅读|閱讀) ¦
        你可能(?:也|还|還)?(?:会|會)?(?:喜欢|喜歡|感兴趣|感興趣|想看) ¦ 看更多相關"""
    ),
    "ko": split(
        r"""(?:관련|연관) ?(?:기사|뉴스|글|콘텐츠|소식|보도)(?: ?(?:더 ?보기|\
        목록))? ¦ 함께 (?:읽으면|보면) 좋은 .{1,8} ¦ 이 (?:기사|글)와 관련된 .{1,8}"""
    ),
}

#: Words in headings over lists of a site that are no article's own, anywhere in the heading.
OTHER_LISTS: dict[str, tuple[str, ...]] = {
    "fr": split(
        r"""\bplus (?:lue?s?|vue?s?|partag|comment|consult|populaires?|r[ée]cent) ¦ \bdern(?:i[èe]re?s|iers)
        (?:articles|infos?|actu|nouvelles|publications|vid|minute|d[ée]p) ¦ \b(?:tendances?|populaires?|en ce
        moment|à la une|en direct|en continu|dernière minute|fil info|fil actu|du m[êe]me auteur|nos
        partenaires|sponsoris|sélection shopping|bons plans|codes? promo|offres? d'emploi|annonces)\b"""
    ),
    "en": split(
        r"""\b(?:most|top) (?:read|viewed|popular|shared|commented|watched|recent|clicked|stories|news|headlines|posts|\
        articles|videos|picks) ¦ \b(?:popular|trending|latest|newest|recent|breaking|headlines|just in|editors?'?
        ?s?'? picks?|today's (?:top|paper)|what's (?:new|hot))\b ¦ \b(?:sponsored|promoted|partner
        (?:content|offers)|from our partners|around the web|from the web|advertisement|shop(?:ping)?|deals?|jobs?|\
        classifieds|next up|up next|from the archive)\b ¦ \bby this author\b ¦ \bmore (?:from|by) (?:the|this)
        author\b"""
    ),
    "de": split(
        r"""\bmeist ?(?:gelesen|geklickt|kommentiert|geteilt|gesehen) ¦ \b(?:neueste|neuste|aktuelle|letzte|\
        beliebte(?:ste)?|top-?(?:artikel|themen|meldungen|news)|eilmeldung|schlagzeilen|jetzt
        live|newsticker|ticker|anzeigen?|gesponsert|stellenmarkt|gewinnspiel|unsere empfehlungen aus dem shop)\b ¦
        \bdes autors\b"""
    ),
    "es": split(
        r"""\b(?:lo )?m[áa]s (?:le[íi]d|vist|popular|comentad|compartid|reciente|nuevo) ¦ \b(?:[úu]ltim[oa]s?|lo
        [úu]ltimo|destacad[oa]s|tendencias|titulares|en portada|en vivo|patrocinad|recientes?)\b"""
    ),
    "pt": split(
        r"""\bmais (?:lid|vist|popular|comentad|acessad|recente) ¦ \b(?:[úu]ltimas?|destaques?|em
        alta|recentes|patrocinad\w*|manchetes|ao vivo)\b"""
    ),
    "it": split(
        r"""\b(?:i |le )?pi[ùu] (?:lett|vist|popolar|comment|recent) ¦ \b(?:ultim[eio]|ultimissime|in evidenza|in primo
        piano|tendenze|sponsorizzat\w*)\b"""
    ),
    "nl": split(
        r"""\b(?:meest|best) (?:gelezen|bekeken|populair) ¦ \b(?:laatste|nieuwste|populair|net binnen|gesponsord)\b"""
    ),
    "pl": split(
        r"""\bnaj(?:nowsz|popularniejsz|częściej|chętniej) ¦ \b(?:popularne|ostatnie|na topie|gorące tematy|wideo
        dnia|promocj\w*|reklama)\b"""
    ),
    "ru": split(
        r"""\b(?:сам(?:ое|ые) (?:читаем|популярн|обсужд|важн)|популярн|последние|свежие|главн(?:ое|ые)|лента
        новостей|новости дня|новости партн|реклама|сейчас читают|топ-?\d*)"""
    ),
    "uk": split(r"""\b(?:найпопулярніш|популярн|останні|свіжі|головн(?:е|і)|стрічка новин)"""),
    "cs": split(r"""\b(?:nej(?:čtenější|novější|sledovanější)|poslední|aktuální|populární|právě se děje)\b"""),
    "hu": split(r"""\b(?:legolvasottabb|legfrissebb|legnépszerűbb|friss hírek|népszerű)"""),
    "ro": split(r"""\b(?:cele mai (?:citite|noi|populare)|ultimele|populare|recente)\b"""),
    "hr": split(r"""\b(?:naj(?:čitanij|novij|popularnij)|posljednj|poslednj|aktuelno|izdvajamo)"""),
    "el": split(r"""(?:δημοφιλή|τελευταί|πιο διαβασμέν|ροή ειδήσεων)"""),
    "tr": split(r"""\b(?:en (?:çok|son)|son dakika|son haberler|popüler|öne çıkan|günün|gündem)"""),
    "sv": split(r"""\b(?:mest (?:läst|lest|læst)|senaste|siste|seneste|populär|populær|just nu|akkurat nå)"""),
    "fi": split(r"""\b(?:luetuimmat|uusimmat|suosituimmat|tuoreimmat)"""),
    "id": split(r"""\b(?:terpopuler|terbaru|terkini|populer|trending|paling banyak|berita lainnya|terhangat)\b"""),
    "vi": split(r"""(?:đọc nhiều|mới nhất|nổi bật|xem nhiều|tin mới)"""),
    "ar": split(r"""(?:الأكثر|الاكثر|آخر|اخر|أحدث|احدث|الأخيرة|عاجل|رائج)"""),
    "fa": split(r"""(?:پربازدید|آخرین|پربیننده|تازه‌ترین|محبوب)"""),
    "hi": split(r"""(?:ताज़ा|ताजा|लोकप्रिय|ट्रेंडिंग|सबसे ज्यादा|बड़ी खबर)"""),
    "ja": split(r"""(?:ランキング|人気|新着|最新|アクセス数|注目|ピックアップ|おすすめ動画|特集一覧)"""),
    "zh": split(r"""(?:热门|熱門|最新|排行|热点|熱點|人气|人氣|头条|頭條|推广|廣告|最热)"""),
    "ko": split(r"""(?:인기|많이 본|최신|실시간|헤드라인|랭킹|주요 ?뉴스|추천 ?상품)"""),
}

#: Starts of blocks that say where a text comes from, who wrote it, under which licence it stands.
CLOSING_NOTES: dict[str, tuple[str, ...]] = {
    "fr": split(
        r"""(?:cet|cette|le présent|l') ?(?:article|texte|tribune|entretien|billet|enquête|reportage|interview|analyse|\
        dossier|chronique|papier)\b.{0,60}(?:est (?:paru|republié|publié|issu|extrait|tiré|initialement|d'abord|une
        (?:traduction|version))|a (?:été |d'abord |initialement )?(?:été
        )?(?:paru|publié|republié|traduit|initialement)|provient) ¦ (?:la |une )?version
        (?:originale|initiale|anglaise|longue|intégrale) (?:de|a) ¦ (?:article|texte|tribune|entretien)
        (?:paru|publié|traduit|initialement|original|extrait|issu|republié) ¦ traduction (?:de|d'|par|du|en)\b ¦
        (?:traduit|adapté) (?:de|d'|par|du)\b ¦ sources? ?: ¦ (?:crédits?|photos?|image|illustration)s? ?: ¦ via ?:
        ¦ (?:consulter|voir|lire|retrouve[rz]|découvre[rz]) (?:tous|toutes) (?:les|ses|nos|mes)
        (?:contenus|articles|publications|billets|textes)"""
    ),
    "en": split(
        r"""(?:this|the) (?:article|story|piece|post|essay|interview|report|column|excerpt|work)\b.{0,80}(?:(?:was|is|\
        has been) (?:originally |first |also |re-?)?(?:published|produced|written|republished|adapted|excerpted|\
        translated|licensed|reprinted|syndicated|co-?published)|(?:originally|first)
        (?:appeared|ran|published)|appear(?:s|ed) (?:in|on)) ¦ (?:originally|first) (?:published|appeared|posted) ¦
        (?:republished|reprinted|adapted|translated|excerpted|reposted) (?:from|with|by) ¦ source ?: ¦ sources ?: ¦
        via ?: ¦ (?:contact|email|write to|reach|follow) (?:the |our |staff )*(?:author|reporter|writer|editor|staff
        writer)\b ¦ [\w .'’-]{4,40} can be reached (?:at|by|on) ¦ read the (?:original|full)
        (?:article|story|post|version) ¦ (?:photo|image|video|featured image)s?
        ?(?:credit|by|courtesy|via|source)?s? ?: ¦ translat(?:ed|ion) (?:by|from)"""
    ),
    "de": split(
        r"""(?:dieser|der|das|dieses) (?:artikel|text|beitrag|interview|gespräch|essay)\b.{0,60}(?:erschien|ist
        (?:zuerst|ursprünglich|erstmals|eine)|wurde (?:zuerst|ursprünglich|übersetzt|erstmals)|stammt) ¦
        (?:zuerst|ursprünglich) (?:erschienen|veröffentlicht) ¦ (?:quelle|quellen|foto|fotos|bild|via|text) ?: ¦
        (?:aus dem \w+ (?:übersetzt )?von|übersetzung ?:|übersetzt von)"""
    ),
    "es": split(
        r"""(?:este|esta|el) (?:artículo|texto|nota|entrevista|reportaje)\b.{0,60}(?:fue (?:publicad|originalmente)|se
        publicó|apareció|es una traducción) ¦ (?:publicado|aparecido) originalmente ¦
        (?:fuentes?|fotos?|imagen|vía|via|con información de) ?: ¦ (?:traducción|traducido) (?:de|por|del)"""
    ),
    "pt": split(
        r"""(?:este|esta|o) (?:artigo|texto|reportagem|entrevista|matéria)\b.{0,60}(?:foi (?:publicad|originalmente)|é
        uma tradução|apareceu) ¦ publicado originalmente ¦ (?:fontes?|fotos?|imagem|via|crédito) ?: ¦
        (?:tradução|traduzido) (?:de|por|do)"""
    ),
    "it": split(
        r"""(?:questo|quest'|l')\s?(?:articolo|testo|intervista)\b.{0,60}(?:è (?:stato |apparso|uscito|una
        traduzione)|apparso) ¦ (?:fonti?|foto|immagine|via) ?: ¦ (?:traduzione|tradotto) (?:di|da|dal)"""
    ),
    "nl": split(
        r"""dit (?:artikel|stuk|verhaal)\b.{0,60}(?:verscheen|is eerder|werd eerder) ¦ (?:bron|bronnen|foto|beeld|via)
        ?: ¦ (?:vertaald|vertaling) (?:door|uit)"""
    ),
    "pl": split(
        r"""(?:źródło|źródła|fot|zdjęcie|via) ?[:.] ¦ (?:tłumaczenie|tłum|przekład) ?[:.]? ¦ (?:ten )?(?:artykuł|tekst)
        (?:ukazał się|pochodzi|został opublikowany)"""
    ),
    "ru": split(
        r"""(?:источники?|фото|перевод|по материалам) ?: ¦ (?:материал|статья|текст) (?:впервые |первоначально
        )?(?:опубликован|был)"""
    ),
    "cs": split(r"""(?:zdroj|zdroje|foto) ?: ¦ (?:text|článek) (?:vyšel|původně)"""),
    "sv": split(r"""(?:källa|källor|foto|kilde|kilder|lähde|lähteet|bild) ?: ¦ artikeln (?:publicerades|är)"""),
    "tr": split(r"""kaynak ?: ¦ (?:fotoğraf|görsel) ?:"""),
    "id": split(r"""(?:sumber|foto) ?:"""),
    "ar": split(r"""(?:المصدر|المصادر|ترجمة|الصورة) ?:"""),
    "ja": split(r"""(?:出典|参考|引用元|情報源|ソース|via|写真|翻訳)\s?[:：／/]"""),
    "zh": split(r"""(?:来源|來源|资料来源|資料來源|原文|参考|參考|编译|編譯)\s?[:：]"""),
    "ko": split(r"""(?:출처|자료|사진)\s?[:：=]"""),
}
