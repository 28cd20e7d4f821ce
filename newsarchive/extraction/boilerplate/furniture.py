"""What sites say to their readers in whole sentences, by language: regular expressions, data only.

Matched at the start of a whole block, on folded text (lower case, straight apostrophes, single spaces), however long
the block is and wherever it stands. A pattern therefore holds words that a site says of itself and to its reader
(our newsletter, this content was blocked, you agree) and nothing a story would begin a paragraph with.
"""

from __future__ import annotations

from newsarchive.extraction.boilerplate.phrases import split

#: Newsletters, paywalls, consent, applications, donations, affiliates, corrections, comments, republishing.
FURNITURE: dict[str, tuple[str, ...]] = {
    "fr": split(
        r"""(?:ce contenu|cette vidéo|ce média) (?:est|a été) bloqu[ée]e? ¦ à ce stade, vous trouverez des contenus ¦
        (?:pour|afin de) (?:pouvoir )?(?:visualiser|afficher) (?:ce|cette) (?:contenu|vidéo|média|post|tweet|\
        publication) ¦ en cliquant sur .{2,60}, vous acceptez ¦ en vous (?:inscrivant|abonnant), vous acceptez ¦
        (?:votre|cette) adresse (?:e-?mail|électronique|de messagerie) (?:sera|est|ne sera|n'est) (?:utilisée|\
        collectée|pas|jamais|uniquement|traitée) ¦
        (?:inscrivez-vous|abonnez-vous|je m'inscris|s'inscrire) (?:gratuitement |dès maintenant )?à (?:la|notre|\
        nos|l'une de nos|cette) (?:newsletters?|infolettres?|lettres?|chaînes?|alertes?) ¦
        (?:pour|afin de) (?:accéder|lire|poursuivre|continuer)\b.{0,60}(?:abonnez-vous|connectez-vous|\
        inscrivez-vous) ¦ (?:pour accéder|accédez) (?:en illimité|à tous nos (?:articles|contenus)) ¦
        il vous reste .{1,12} de (?:cet|l') ?article ¦
        (?:cet article|ce contenu|la suite|la lecture de cet article|cette vidéo) (?:est|sont) (?:réservée?s?|\
        exclusive?(?:ment)?) (?:à nos|aux|pour) (?:nos )?(?:abonné|membre|adhérent) ¦
        (?:cet|notre|nos) articles? (?:vous|t')[ ']?(?:a|ont) plu ¦
        vous (?:avez aimé|appréciez) (?:cet article|notre travail|nos (?:articles|contenus)) ¦
        si vous (?:appréciez|aimez) (?:notre travail|nos articles|ce que nous faisons)\b ¦
        .{2,40} est un (?:média|journal|site) (?:100 ?% )?(?:indépendant|libre|associatif|\
        gratuit)\b.{0,80}(?:soutenez|soutiens|grâce à (?:vous|ses lecteurs)|vos dons|dépend de ses|favoris|\
        abonnez) ¦
        (?:soutenez|aidez|rejoignez)(?:-nous| notre| la rédaction| l'indépendance| un média| le journalisme|
        .{2,30} en faisant un don) ¦ (?:faites|faire) un don (?:à|pour soutenir|en ligne|mensuel|défiscalis) ¦
        (?:retrouvez|suivez)(?:-nous| toute l'actualité| nos (?:articles|infos|actualités)| .{2,30}) sur
        (?:facebook|twitter|instagram|whatsapp|telegram|google (?:news|actualités)|notre (?:chaîne|application|\
        page|compte|appli)|nos réseaux) ¦
        (?:pour )?(?:recevoir|recevez|rejoindre|rejoignez|suivre|suivez|intégrer|intégrez|cliquez ici pour
        (?:recevoir|rejoindre|suivre|intégrer)) (?:.{0,30} )?(?:nos|notre|l'actu\w*|toutes? (?:nos|les|l')|les
        (?:infos?|actus?|alertes|dernières))\b.{0,60}\b(?:whatsapp|telegram)\b ¦
        (?:ajoutez|ajouter) .{2,50} (?:à|dans|sur) (?:vos|google) (?:favoris|sources|actualités|news) ¦
        (?:téléchargez|installez) (?:gratuitement )?(?:l'|notre )appli ¦
        vous (?:avez|souhaitez|voulez) (?:repéré |vu |signaler |trouvé |constaté )?une (?:erreur|faute|coquille)\b ¦
        signale[rz] (?:une erreur|une faute|ce contenu|un abus) ¦
        vous êtes témoin d'un (?:fait|év[éè]nement|accident) ¦
        (?:certains|les|ces) liens? (?:de|dans|présents dans) (?:cet article|nos articles) (?:peuvent|sont|peut) ¦
        (?:cet article|cette page) (?:peut )?conten(?:ir|ant|tient) des liens (?:affiliés|d'affiliation|\
        sponsorisés) ¦ .{2,60} ne travaille pas, ne conseille pas, ne possède pas ¦
        (?:la|toute) reproduction (?:totale|même partielle|partielle|interdite|est interdite) ¦
        (?:lire (?:la )?page suivante|consulter tous les (?:contenus|articles) de)\b"""
    ),
    "en": split(
        r"""by (?:signing up|subscribing|registering|submitting|clicking|entering your|providing your)\b.{0,80}\byou
        (?:agree|accept|consent|confirm|acknowledge) ¦
        sign up (?:for|to) (?:our|receive|the .{0,40}newsletter|get .{0,60}(?:inbox|newsletter|e-?mail)|.{2,40}
        newsletter) ¦ (?:enter|add) your e-?mail ¦
        your (?:subscription|sign-?up|registration) (?:has been|was success|is confirmed|could not) ¦
        (?:subscribe|register|log in|sign in) (?:now |today |here )?(?:to|for) (?:our|continue reading|read|the
        full|get|receive|unlimited|access|unlock|.{2,40} newsletter)\b ¦
        to (?:view|read|see|access|continue reading) (?:the )?(?:full|rest of|this|our) .{0,40}\b(?:subscribe|\
        sign (?:in|up)|log in|register|enable|accept)\b ¦
        this (?:article|story|content|post|feature|video) is (?:exclusive|only available|available (?:only|\
        exclusively)|reserved|locked|for) .{0,30}(?:subscribers|members)\b ¦
        if you(?:'re| are) (?:seeing this message|already (?:a |an )?(?:subscriber|member|registered)) ¦
        (?:already|not) a (?:subscriber|member)\? ¦
        you(?:'ve| have) (?:reached|read|used) (?:your|all|the) .{0,40}(?:free articles|article limit|limit of) ¦
        (?:this|the) (?:content|video|post|embed|tweet) (?:is|was|has been) (?:blocked|not available in|hosted
        (?:on|by)|unavailable) ¦
        (?:please (?:give|allow|accept)|allow|accept) (?:your |our |all |the )?(?:consent|cookies) ¦
        (?:we use|this (?:site|website|page) uses) cookies ¦
        (?:if you(?:'ve)? |did you )(?:liked?|enjoy(?:ed)?|found|loved?|appreciate) (?:reading |listening to
        )?(?:this|our|what|these)\b.{0,30}(?:article|story|post|piece|work|journalism|reporting|episode|\
        newsletter)\b ¦
        (?:please )?(?:support|help)(?: us| our| independent| local| quality)\b.{0,40}\b(?:journalism|newsroom|\
        reporting|donation|our work|this work)\b ¦
        (?:this|our) (?:story|work|journalism|site|reporting) (?:is|was) (?:funded|supported|made possible|\
        powered) by (?:readers|our readers|donations|members) ¦
        (?:please )?consider (?:supporting us|supporting our|donating|making a donation|subscribing|becoming a) ¦
        (?:make a|please consider making a) (?:tax-deductible )?donation (?:to|today|now|here) ¦
        become a (?:member|supporter|patron|paid|paying|subscriber)\b.{0,60}(?:today|support|access|of our|and
        get|subscri|here|$) ¦
        (?:for (?:the|more) (?:latest|breaking)|get (?:the best|the latest|all the|breaking|more) |never miss|\
        stay (?:up to date|informed|connected|updated)|keep up)\b.{0,100}\b(?:newsletters?|inbox|download|our app|\
        apps|subscribe|follow us|sign up|whatsapp|telegram|push alerts)\b ¦ (?:download|get) our .{0,30}\bapps?\b ¦
        (?:follow|join|like|find|add) (?:us|me|our \w+|@?\w+(?: \w+)?) (?:on|as a preferred source)
        .{0,20}(?:facebook|twitter|instagram|whatsapp|telegram|google|linkedin|tiktok|youtube|threads|bluesky|\
        social media) ¦ (?:some|certain|many|all)? ?(?:of the )?links\b.{0,60}(?:affiliate|commission) ¦
        (?:products|items|all products|everything)\b.{0,40}independently (?:selected|chosen|reviewed) ¦
        products (?:are|is) chosen independently ¦ reviews and recommendations are unbiased ¦
        (?:this|our) (?:post|article|page|site|story|content|blog)\b.{0,20}contains references to products ¦
        we recommend the best products ¦ [\w.]{3,40} is supported by commissions ¦
        (?:this|our) (?:post|article|page|site|story|content|blog)\b.{0,40}(?:contains?|may contain|includes?|\
        uses) .{0,40}(?:affiliate|sponsored links) ¦
        (?:some|many|our|all) (?:posts|articles|pages|reviews) .{0,20}(?:affiliate|contain links) ¦
        (?:note|disclosure|disclaimer|editorial note|advertiser disclosure) ?: .{0,80}(?:affiliate|earn (?:a
        )?(?:small )?commission|advertiser|compensation) ¦ as an amazon associate ¦
        (?:when|if) you (?:buy|purchase|click|shop)\b.{0,50}links?\b.{0,60}(?:commission|affiliate|earn) ¦
        we (?:may )?(?:earn|receive|get|make) (?:a |an )?(?:small )?(?:affiliate )?(?:commissions?|compensation)
        (?:from|when|if|for|on|through) ¦ we (?:are|'re) a reader-supported ¦
        (?:have|do you have|got|spotted|see|notice|found) (?:a|an) (?:news )?(?:tip|typo|error|correction|mistake|\
        story (?:idea|tip|for us|to (?:share|tell)))\b.{0,60}(?:\?|email|contact|let us know) ¦
        for more (?:stories|news|articles)(?: and \w+)? like this\b ¦
        (?:submit|send us) (?:a |your )(?:news tip|tip|correction|letter|story idea) ¦
        this (?:story|article|post|report)\b.{0,60}\b(?:was|is) (?:written and produced|produced by|originally
        published|first published|republished|automatically|originally appeared)\b ¦
        republish this (?:article|story) ¦ want to (?:republish|advertise (?:in|with|on)|write for) .{0,40}\? ¦
        (?:we encourage|you are (?:free|welcome|allowed)|feel free) to (?:republish|reprint|repost) ¦
        this (?:work|article) is licensed under ¦ this (?:entry|post) was posted (?:in|on|by) ¦
        suggested citation\b ¦
        (?:comments|commenting) (?:are|is|on this (?:article|story|post) are) (?:closed|disabled|now closed|\
        turned off) ¦ warning: (?:creating default|undefined (?:variable|index|array)|cannot modify header) ¦
        (?:love|enjoying|like) .{2,40}\? (?:subscribe|share this|tell your friends|sign up|support us) ¦
        topics [a-z0-9 ,&]{2,24}$"""
    ),
    "de": split(
        r"""(?:abonnieren|bestellen) sie (?:unseren?|den newsletter|jetzt|hier|kostenlos) ¦
        (?:melden sie sich|melde dich) .{0,40}newsletter\b ¦ jetzt (?:zum|für den|unseren) .{0,25}newsletter\b ¦
        immer auf dem laufenden\b.{0,60}(?:newsletter|abonnieren|bleiben|post) ¦
        mit (?:der|ihrer|deiner) (?:anmeldung|registrierung) (?:zum|stimm|akzeptier|erkl|für) ¦
        ich bin damit einverstanden, dass (?:mir|externe|meine) ¦ ich (?:habe|akzeptiere) die (?:datenschutz|agb) ¦
        (?:an dieser stelle|hier) (?:finden sie|findest du) .{0,40}(?:externen? inhalt|externer inhalt|video von|\
        inhalt von|youtube|instagram|twitter|facebook) ¦
        an dieser stelle (?:befindet sich|würden wir|sollte|wird) .{0,50}(?:inhalt|video) ¦
        (?:dieser|externer) (?:inhalt|beitrag)\b.{0,40}(?:blockiert|zustimmung|externen anbieter|nicht angezeigt|\
        datenschutz) ¦ wir (?:brauchen|benötigen) (?:ihre|deine|eure) (?:zustimmung|einwilligung) ¦
        (?:wir|diese (?:seite|website)) (?:verwenden|nutzen|verwendet|nutzt) cookies ¦
        um (?:diesen artikel|dieses video|diesen inhalt|alle inhalte|den vollständigen artikel|diesen beitrag)
        .{0,30}(?:lesen|weiterlesen|anzuzeigen|anzusehen|sehen|freizuschalten) ¦
        (?:dieser|der vollständige) (?:artikel|beitrag|text|inhalt) (?:ist|steht|liegt) .{0,30}(?:abonnent|\
        mitglied|premium|kostenpflichtig|registriert|plus-) ¦
        (?:bereits|schon) (?:abonnent|mitglied|registriert)\b ¦
        sie sind (?:bereits|noch kein|schon) (?:abonnent|registriert) ¦
        jetzt (?:kostenlos |gratis |\d\d? (?:monate?|wochen) .{0,12})?(?:testen|weiterlesen|abonnieren|\
        freischalten)[.! ]*$ ¦ (?:gefällt|gefallen) (?:dir|ihnen|euch) unser ¦
        (?:hat|haben) (?:dir|ihnen|euch) (?:der|dieser|unser) (?:artikel|beitrag|text) ¦
        (?:unterstützen sie|unterstütze) (?:uns|unsere?n?|unabhängigen) ¦
        werden sie (?:jetzt )?(?:mitglied|abonnent|fördermitglied) (?:bei|und|der|des|von|werden|$) ¦
        (?:bei den|die|einige|alle|in diesem (?:artikel|beitrag|text)) .{0,60}(?:affiliate-?links?|werbelinks?|\
        partnerlinks?|anzeigenlinks?) ¦
        (?:dieser|der) (?:artikel|beitrag|text) enthält .{0,30}(?:affiliate|werbelink|produktplatz|werbung) ¦
        (?:wenn sie|wenn du|kaufen sie|kaufst du) .{0,60}erhalten wir .{0,30}provision ¦
        (?:folgen sie|folge|folgt|besuchen sie|besuche) (?:uns|.{2,25}) (?:auf|bei) .{0,12}(?:facebook|twitter|\
        instagram|whatsapp|telegram|google|linkedin|tiktok|youtube) ¦
        (?:laden sie|lade|hol dir|holen sie sich) (?:sich |dir )?(?:unsere|jetzt die|kostenlos die).{0,25}\bapp\b ¦
        (?:haben sie|hast du|ihnen ist|ist ihnen) (?:einen |ein )?(?:fehler)\b.{0,40}(?:entdeckt|gefunden|\
        aufgefallen|\?) ¦ bei fragen (?:und|oder) anregungen ¦
        (?:dieser (?:beitrag|eintrag|artikel|text)|der beitrag) (?:wurde am \S+ .{0,40}veröffentlicht|wurde am
        .{0,60}(?:uhr|um)|wurde unter|erschien (?:zuerst|erstmals)|ist (?:zuerst|erstmals|ursprünglich)
        .{0,40}erschienen|stammt aus (?:ausgabe|heft|der ausgabe)) ¦
        alle (?:rechte vorbehalten|angaben ohne gewähr) ¦
        (?:nachdruck|vervielfältigung|weiterverwendung)\b.{0,60}(?:genehmigung|gestattet|verboten|untersagt) ¦
        (?:die kommentarfunktion|kommentare) (?:sind|ist|wurde[n]?) (?:geschlossen|deaktiviert)"""
    ),
    "es": split(
        r"""(?:suscr[íi]bete|suscr[íi]base|reg[íi]strate|inscr[íi]bete|ap[úu]ntate) (?:a|al|en|gratis|aqu[íi]|ahora|\
        y)\b ¦ recib[ea] (?:gratis|nuestr|en tu (?:correo|e-?mail|m[óo]vil)|las noticias) ¦
        al (?:suscribirte|registrarte|hacer clic|continuar)\b.{0,40}acepta ¦
        (?:síguenos|únete|súmate|encu[ée]ntranos|sigue(?: a)? .{2,30}) (?:en|a) .{0,25}(?:facebook|twitter|\
        instagram|whatsapp|telegram|google (?:news|noticias)|nuestro canal|nuestras redes|youtube|tiktok) ¦
        (?:descarga|descargue|baja|instala) (?:nuestra|gratis la) .{0,15}(?:app|aplicaci[óo]n) ¦
        este (?:contenido|artículo) (?:es exclusivo|está (?:reservado|bloqueado|disponible solo)) ¦
        (?:para|si quieres) (?:seguir|continuar) (?:leyendo|la lectura) ¦ ¿?ya eres (?:suscriptor|socio|usuario) ¦
        (?:apoya|colabora con|haz una donación)\b.{0,40}(?:periodismo|medio independiente|donaci[óo]n|nosotros|\
        nuestro trabajo) ¦ (?:si|¿)te (?:gustó|ha gustado) (?:este|el) (?:artículo|contenido) ¦
        (?:si |¿)te (?:gustó|ha gustado) (?:este|el) (?:artículo|contenido|texto) ¦
        (?:usamos|utilizamos|este sitio (?:usa|utiliza)) cookies ¦
        (?:todos los derechos reservados|prohibida (?:la|su) reproducción|queda prohibida la reproducción) ¦
        este (?:artículo|contenido) (?:puede contener|contiene) enlaces de afiliad ¦
        ¿?(?:has |si )?(?:encontraste|encontrado|detectas) (?:un|algún) error ¦
        los comentarios (?:están|han sido) (?:cerrados|desactivados)"""
    ),
    "pt": split(
        r"""(?:inscreva-se|cadastre-se) (?:na|no|em|agora|gratuitamente|já|para) ¦
        assine (?:nossa|a newsletter|agora|já|o jornal) ¦ receba (?:nossa|as notícias|grátis|no seu|diariamente) ¦
        ao (?:se inscrever|assinar|clicar|continuar|subscrever)\b.{0,40}(?:concorda|aceita) ¦
        (?:siga|acompanhe|participe|junte-se|clique (?:aqui )?(?:e|para)) .{0,50}(?:facebook|twitter|instagram|\
        whatsapp|telegram|google (?:news|notícias)|nosso canal|nosso grupo|youtube|tiktok) ¦
        (?:baixe|descarregue|instale) (?:nosso|gratuitamente o|o nosso) .{0,15}(?:app|aplicativo|aplicação) ¦
        este (?:conteúdo|artigo) (?:é exclusivo|está (?:reservado|bloqueado)|é reservado) ¦
        para continuar (?:lendo|a ler|a leitura) ¦ já é assinante ¦
        (?:apoie|ajude|contribua|faça uma doação)\b.{0,40}(?:jornalismo|doação|nosso trabalho) ¦
        (?:gostou|se gostou) (?:deste|desta|desse) (?:artigo|texto|matéria|conteúdo|reportagem) ¦
        (?:utilizamos|usamos|este site (?:usa|utiliza)) cookies ¦
        (?:todos os direitos reservados|é proibida a reprodução|reprodução proibida) ¦
        (?:encontrou|detectou) (?:um|algum) erro"""
    ),
    "it": split(
        r"""(?:iscriviti|abbonati|registrati) (?:alla|al|gratis|ora|subito|per|qui)\b ¦
        ricevi (?:gratis|ogni|la newsletter|le notizie) ¦
        (?:iscrivendoti|cliccando|proseguendo|registrandoti)\b.{0,40}(?:accetti|acconsenti) ¦
        (?:seguici|unisciti|resta aggiornato|segui .{2,30}) (?:su|al|con|anche) .{0,25}(?:facebook|twitter|\
        instagram|whatsapp|telegram|google|canale|youtube|tiktok|social) ¦
        scarica (?:la nostra|l'|gratis|subito) ?.{0,15}app\b ¦
        questo (?:contenuto|articolo) è (?:riservato|esclusivo|disponibile solo|bloccato) ¦
        per (?:continuare|proseguire) (?:a leggere|la lettura) ¦ sei già abbonat ¦
        (?:sostieni|aiutaci|fai una donazione)\b.{0,40}(?:giornalismo|donazione|nostro|progetto|redazione) ¦
        (?:ti è piaciuto|se ti è piaciuto) (?:questo|l') ¦
        (?:utilizziamo|questo sito (?:usa|utilizza)) (?:i )?cookie ¦
        (?:riproduzione riservata|tutti i diritti riservati|(?:è )?vietata la riproduzione) ¦ hai trovato un errore"""
    ),
    "nl": split(
        r"""(?:meld je aan|schrijf je in|abonneer je|registreer je) (?:voor|op|nu|gratis)\b ¦
        ontvang (?:gratis|onze|elke|dagelijks) ¦ door (?:je aan te melden|op .{2,30} te klikken)\b ¦
        (?:volg|like|vind) (?:ons|.{2,25}) op .{0,20}(?:facebook|twitter|instagram|whatsapp|telegram|google|\
        youtube|tiktok) ¦ (?:download|installeer) (?:onze|gratis de) .{0,15}app ¦
        (?:dit|deze) (?:artikel|inhoud|content|video) is (?:alleen|exclusief|geblokkeerd|voorbehouden) ¦
        (?:al|ben je al) abonnee ¦
        (?:steun ons|steun onze|help ons|doneer)\b.{0,40}(?:journalistiek|werk|redactie|nu|$) ¦
        (?:wij gebruiken|deze (?:site|website) gebruikt) cookies ¦
        (?:heb je|zie je|ziet u) een (?:fout|tip|tikfout) ¦ (?:alle rechten voorbehouden|niets uit deze)"""
    ),
    "pl": split(
        r"""(?:zapisz się|zasubskrybuj|subskrybuj|zarejestruj się|zaloguj się) (?:na|do|nasz|już|teraz|i|aby|by)\b ¦
        zapraszamy (?:też |także |również )?do (?:subskrypcji|prenumeraty|polubienia|obserwowania) ¦
        (?:obserwuj|śledź|polub|dołącz|znajdź|bądź na bieżąco)\b.{0,50}(?:facebook|twitter|instagram|whatsapp|\
        telegram|google|youtube|tiktok|newsletter) ¦ (?:pobierz|ściągnij) (?:naszą|aplikację) ¦
        (?:ten artykuł|dalsza część|pozostał[ao]|treść)\b.{0,40}(?:dla (?:prenumerator|subskrybent|zalogowan)|po
        zalogowaniu|% tekstu) ¦ masz już (?:konto|prenumerat|subskrypc) ¦
        (?:wesprzyj|wspieraj) (?:nas|nasz|naszą|redakcj|niezależn) ¦
        (?:używamy|korzystamy z|ta strona (?:używa|korzysta z)) (?:plików )?cookies ¦
        (?:wszelkie|wszystkie) prawa zastrzeżone ¦
        (?:dalsze )?(?:rozpowszechnianie|kopiowanie) (?:artykułu|treści|materiał) ¦
        (?:widzisz|znalazłeś|zauważyłeś|zgłoś) błąd"""
    ),
    "ru": split(
        r"""(?:подпишитесь|подписывайтесь|присоединяйтесь) (?:на|к)\b ¦
        следите за (?:нами|нашими новостями|новостями в) ¦
        (?:читайте|смотрите|мы) (?:нас|также нас|есть) в (?:telegram|телеграм|вконтакте|яндекс|дзен|google|\
        одноклассник) ¦ (?:скачайте|установите) (?:наше|мобильное) приложени ¦
        (?:поддержите|помогите) (?:нас|нашу|наш|редакци) ¦
        (?:нашли|заметили|если вы (?:нашли|заметили|обнаружили)) (?:ошибку|опечатку) ¦ чтобы сообщить об ошибке ¦
        (?:этот|данный) (?:материал|контент) (?:доступен только|заблокирован) ¦
        (?:мы используем|сайт использует) (?:файлы )?cookie ¦
        (?:все права защищены|перепечатка материалов|копирование материалов|при (?:цитировании|использовании|\
        перепечатке) (?:материал|информации|любых)) ¦
        чтобы (?:читать|продолжить)\b.{0,40}(?:подписк|зарегистр|войдите|оформите)"""
    ),
    "uk": split(
        r"""(?:підпишіться|підписуйтесь|підписуйтеся|приєднуйтесь|приєднуйтеся) (?:на|до)\b ¦
        (?:читайте|ми|дивіться) (?:нас|також) (?:у|в|на) (?:telegram|телеграм|google|facebook|youtube) ¦
        (?:підтримайте|допоможіть) (?:нас|нашу|наш|редакці) ¦ (?:якщо ви )?(?:знайшли|помітили) помилку ¦
        (?:усі|всі) права (?:захищено|захищені) ¦ (?:передрук|копіювання) матеріалів"""
    ),
    "cs": split(
        r"""(?:přihlaste se|odebírejte|zaregistrujte se|předplaťte si) (?:k|náš|ke|si|na)\b ¦
        (?:sledujte nás|najdete nás) na\b ¦ stáhněte si naši ¦
        (?:tento|celý) (?:článek|obsah|text) (?:je|si můžete|mohou) .{0,30}(?:předplatitel|placen|uzamč|číst jen) ¦
        (?:podpořte|podpořit) (?:nás|naši) ¦ (?:našli jste|nahlásit) chybu ¦
        (?:používáme|tento web používá) (?:soubory )?cookies ¦
        (?:všechna práva vyhrazena|publikování nebo další šíření) ¦
        (?:všetky práva vyhradené|prihláste sa na odber|našli ste chybu|sledujte nás na)"""
    ),
    "hu": split(
        r"""iratkozz(?:on)? fel\b ¦ (?:kövess|kövessen) minket\b ¦
        ha tetszett (?:a|ez a|önnek ez|neked ez) (?:cikk|írás) ¦
        (?:támogassa|támogasd) (?:munkánkat|lapunkat|oldalunkat) ¦
        (?:az oldal|weboldalunk|oldalunk) .{0,12}(?:sütiket|cookie) ¦ minden jog fenntartva"""
    ),
    "ro": split(
        r"""(?:abonează-te|abonați-vă|înscrie-te) (?:la|pe|și|acum)\b ¦
        (?:urmăreşte-ne|urmărește-ne|urmăriți-ne) (?:pe|și)\b ¦ dacă (?:ți|v)-a plăcut (?:acest|articolul) ¦
        (?:descarcă|instalează) aplicația (?:noastră|mobilă) ¦
        (?:folosim|acest site folosește) (?:fișiere )?cookie ¦ toate drepturile rezervate"""
    ),
    "hr": split(
        r"""(?:prijavite se|pretplatite se) na (?:naš |newsletter|našu) ¦ (?:pratite|zapratite) nas\b ¦
        (?:preuzmite|skinite) našu ¦ (?:podržite|pomozite) (?:nas|naš rad) ¦ sva prava (?:pridržana|zadržana)"""
    ),
    "tr": split(
        r"""(?:bizi|haberleri|son dakika haberlerini) .{0,40}(?:takip edin|takip et)\b ¦
        (?:abone ol(?:un)?|e-bültenimize|bültenimize)\b ¦ (?:uygulamamızı|mobil uygulamamızı) .{0,15}indir ¦
        bu (?:içerik|haber) (?:yalnızca|sadece) (?:abone|üye) ¦ (?:tüm|her) hakkı (?:saklıdır|mahfuzdur) ¦
        (?:sitemizde|bu site) çerez"""
    ),
    "sv": split(
        r"""(?:prenumerera på|anmäl dig till|registrera dig för|skriv upp dig på) (?:vårt|vårat|nyhetsbrev|våra|\
        .{2,25} nyhetsbrev) ¦
        (?:följ|gilla) (?:oss|.{2,20}) på (?:facebook|twitter|instagram|google|youtube|tiktok) ¦
        ladda ner (?:vår|appen) ¦ (?:den här artikeln|innehållet) är (?:låst|endast|bara|exklusiv|för prenumerant) ¦
        (?:redan|är du redan) prenumerant ¦ (?:vi|den här (?:sidan|webbplatsen)) använder (?:cookies|kakor) ¦
        (?:har du )?hittat (?:ett )?(?:fel|stavfel)"""
    ),
    "no": split(
        r"""(?:abonner på|meld deg på|registrer deg for) (?:vårt|nyhetsbrev|våre|.{2,25} nyhetsbrev) ¦
        følg (?:oss|.{2,20}) på (?:facebook|twitter|instagram|google|youtube|tiktok) ¦ last ned (?:vår|appen) ¦
        denne (?:artikkelen|saken) er (?:kun|bare|låst|for abonnenter) ¦ (?:er du allerede|allerede) abonnent ¦
        (?:vi|dette nettstedet) bruker (?:cookies|informasjonskapsler)"""
    ),
    "da": split(
        r"""(?:tilmeld dig|abonner på|abonnér på) (?:vores|nyhedsbrev|.{2,25} nyhedsbrev) ¦
        følg (?:os|.{2,20}) på (?:facebook|twitter|instagram|google|youtube|tiktok) ¦
        (?:hent|download) (?:vores app|appen) ¦ denne artikel er (?:kun|låst|for abonnenter|forbeholdt) ¦
        (?:er du allerede|allerede) abonnent ¦ (?:vi|hjemmesiden|dette website) bruger cookies"""
    ),
    "fi": split(
        r"""(?:tilaa|liity) (?:uutiskirje|ilmainen uutiskirje|meidän)\w* ¦
        seuraa (?:meitä|.{2,20}) (?:facebook|instagram|twitter|youtube|google)\w* ¦
        lataa (?:sovelluksemme|ilmainen sovellus) ¦
        tämä (?:artikkeli|sisältö) on (?:vain|tilaajille|maksullinen|lukittu)"""
    ),
    "el": split(
        r"""(?:εγγραφείτε|ακολουθήστε|κάντε (?:like|εγγραφή|follow)) (?:στο (?:newsletter|google|facebook|κανάλι)|μας|\
        στη σελίδα) ¦ κατεβάστε (?:την εφαρμογή μας|το app) ¦
        απαγορεύεται η (?:αναδημοσίευση|αναπαραγωγή|αντιγραφή) ¦ με (?:την )?επιφύλαξη παντός"""
    ),
    "bg": split(
        r"""(?:абонирайте се за|последвайте ни|следвайте ни|харесайте страницата)\b ¦ изтеглете (?:мобилното|нашето) ¦
        всички права запазени"""
    ),
    "id": split(
        r"""(?:cek|baca|simak|dapatkan|ikuti) (?:berita|artikel|update|informasi)\b.{0,60}(?:google news|whatsapp|\
        telegram|saluran|aplikasi) ¦ (?:ikuti|gabung|bergabung) .{0,40}(?:whatsapp|telegram|google news|saluran) ¦
        (?:unduh|download|instal) aplikasi (?:kami|\w+ (?:sekarang|di)) ¦
        (?:daftar|berlangganan) .{0,20}(?:newsletter|buletin) ¦
        (?:konten|artikel) ini (?:hanya|khusus) (?:untuk|bagi) ¦ dilarang (?:mengutip|menyalin)"""
    ),
    "vi": split(
        r"""theo dõi (?:chúng tôi|kênh|báo) ¦ đăng ký (?:nhận (?:bản tin|tin)|kênh) ¦ tải ứng dụng ¦
        mời (?:bạn đọc|độc giả) (?:theo dõi|xem|gửi|đón) ¦ vui lòng (?:dẫn nguồn|ghi rõ nguồn)"""
    ),
    "sw": split(
        r"""(?:jiunge na|jiandikishe kwa|tufuate|fuatilia) .{0,25}(?:whatsapp|telegram|facebook|instagram|twitter|\
        youtube|jarida) ¦ pakua (?:programu|app)"""
    ),
    "ar": split(
        r"""(?:اشترك|اشتركوا) (?:الآن|الان|بنشرتنا|في (?:النشرة|نشرتنا|قناتنا|القناة)) ¦
        (?:انضم|انضموا) إلى (?:قناتنا|قناة|نشرتنا) ¦ سجل (?:الآن|بريدك) ¦
        (?:تابعنا|تابعونا|تابعوا|لمتابعة) .{0,40}(?:فيسبوك|تويتر|تلغرام|تليجرام|واتساب|انستغرام|يوتيوب|أخبار
        (?:غوغل|جوجل)|google|قناتنا|صفحتنا) ¦ (?:حمل|حملوا|حمّل) (?:التطبيق|تطبيقنا) ¦
        هذا (?:المحتوى|المقال) (?:محجوب|متاح فقط|حصري|مخصص) ¦
        (?:نستخدم|يستخدم هذا الموقع) .{0,25}(?:تعريف الارتباط|كوكيز) ¦ جميع الحقوق محفوظة ¦
        يمنع (?:نقل|نسخ|اقتباس) .{0,25}(?:المحتوى|المادة|دون)"""
    ),
    "fa": split(
        r"""(?:ما را|اخبار ما را) .{0,30}(?:دنبال کنید|فالو کنید) ¦ (?:عضو|مشترک) (?:خبرنامه|کانال|صفحه) .{0,30}شوید ¦
        (?:اپلیکیشن|برنامه) ما را .{0,20}(?:دانلود|نصب) کنید ¦ (?:تمام|تمامی|کلیه) حقوق .{0,40}(?:محفوظ|متعلق)"""
    ),
    "he": split(
        r"""(?:הירשמו|הצטרפו) (?:לניוזלטר|לקבוצת|לערוץ|אלינו) ¦ עקבו אחרינו ¦ הורידו את האפליקציה ¦ כל הזכויות שמורות ¦
        (?:מצאתם|נתקלתם ב)\s?טעות"""
    ),
    "hi": split(
        r"""(?:हमें|ताज़ा खबरों के लिए|ताजा खबरों के लिए|हमारे) .{0,60}(?:फॉलो करें|फ़ॉलो करें|सब्सक्राइब करें|ज्वाइन
        करें|डाउनलोड करें)"""
    ),
    "bn": split(r"""(?:আমাদের|সর্বশেষ খবর পেতে) .{0,60}(?:ফলো করুন|সাবস্ক্রাইব করুন|ডাউনলোড করুন)"""),
    "th": split(r"""ติดตาม(?:เรา|ข่าวสาร).{0,60} ¦ สมัครรับ(?:ข่าวสาร|จดหมายข่าว)"""),
    "ja": split(
        r"""この(?:記事|コンテンツ)は(?:会員|有料)(?:限定|会員) ¦ (?:続き|全文)(?:を読むには|は会員|をお読みいただく) ¦
        (?:会員登録|無料登録)(?:すると|が必要|はこちら) ¦ (?:メルマガ|ニュースレター)(?:に登録|を購読|登録) ¦
        公式(?:アプリ|line).{0,20}(?:ダウンロード|友だち追加) ¦
        有料会員(?:に(?:なる|登録)|の方|限定) ¦ .{0,12}キャンペーン.{0,12}(?:読み放題|有料|月額) ¦
        (?:無断転載|当サイトの記事の無断|記事の無断転載|転載を禁)"""
    ),
    "zh": split(
        r"""(?:扫描|掃描|长按|長按|关注|關注).{0,20}(?:二维码|二維碼|公众号|公眾號) ¦
        (?:订阅|訂閱|下载|下載)(?:我们|我們|本报|本報) ¦ (?:订阅|訂閱)(?:电子报|電子報|通讯|通訊) ¦
        (?:版权|版權)(?:所有|声明|聲明) ¦ (?:未经|未經).{0,10}(?:授权|许可|授權|許可).{0,10}(?:转载|轉載|不得) ¦
        本(?:网站|網站)使用 ?cookie"""
    ),
    "ko": split(
        r"""저작권자 ?(?:ⓒ|©|\(c\)) ¦ ⓒ ¦ 무단 ?전재 ¦ (?:뉴스레터|이메일) ?(?:구독 ?(?:신청|하기|하세요)|신청하기) ¦
        (?:카카오톡|네이버|유튜브|텔레그램).{0,20}(?:채널 ?(?:구독|추가)|구독하기|이웃 ?추가) ¦
        (?:이|해당) ?(?:기사|콘텐츠)는 ?(?:유료|회원|로그인) ¦ 제보(?:하기|는 (?:카카오톡|카톡|이메일|전화))"""
    ),
}
