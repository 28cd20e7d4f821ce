"""The words classes and ids name the parts of a page with: data only.

A rule is a zone and regular expressions apart by white space, any of which must match a whole class or id, after
camelCase, underscores and doubled dashes were made single dashes.
"""

from __future__ import annotations

from typing import Final


class Zone:
    """Kinds of zones, bits of one int (an enum's operators cost a third of a page's time)."""

    NONE: Final = 0
    BODY: Final = 1
    LEAD: Final = 2
    BYLINE: Final = 4
    AUTHOR: Final = 8
    DATE: Final = 16
    CAPTION: Final = 32
    TAGS: Final = 64
    SECTION: Final = 128
    COMMENTS: Final = 256
    RELATED: Final = 512
    SHARE: Final = 1024
    AD: Final = 2048
    NAVIGATION: Final = 4096
    ASIDE: Final = 8192
    NEWSLETTER: Final = 16384
    AUTHOR_BOX: Final = 32768
    EMBED: Final = 65536
    POPULAR: Final = 131072
    OVERLAY: Final = 262144
    HIDDEN: Final = 524288
    UPDATED: Final = 1048576
    HEADLINE: Final = 2097152
    TITLE_BAR: Final = 4194304
    PROTECTED: Final = 8388608
    FOOTER: Final = 16777216
    INITIAL: Final = 33554432
    ENCODED: Final = 67108864


RULES: tuple[tuple[int, str], ...] = (
    (
        Zone.BODY,
        r"""article-?(?:body|content|text|copy|html|main-content|corps|texte|body-content|story)
        (?:post|entry|story|news|page|blog|node|single|main|td-post)-(?:content|body|text|copy|entry)
        (?:content|body|text)-(?:article|post|entry|story|news) field-name-body
        field--?name-(?:field-)?(?:body|corps|texte|content|article)(?:-\w+)? gh-content post-full-content entry
        texte texte-article article-texte corps corps-?(?:article|texte)? contenu-?article story-?body\w*
        article-?body\w* body-?copy rich-?text(?:-\w+)? prose hentry-content item-?full-?text itemBody
        item-?text com-content-article-body articulo-cuerpo cuerpo cuerpo-?noticia nota-cuerpo
        artikel-?(?:text|body|content|inhalt) beitrag-?text e-content wp-block-post-content news-?text
        newsitem-text full-?text paywall(?:-content)? artikeltext c-article-content js-article-content
        blog-?content""",
    ),
    (
        Zone.LEAD,
        r"""chapo chapeau chap[oô] lead lede lead-?text standfirst intro introtext intro-?text
        article-?(?:intro|lead|lede|chapo|summary|standfirst|dek|deck|spot) (?:haber-)?spot(?:-(?:text|metin|yazi))?
        article-?(?:excerpt|description|subtitle|header-summary|teaser|abstract)
        (?:post|entry|story|news)-(?:excerpt|intro|lead|summary|subtitle|chapo|teaser|description) subheadline
        sub-?headline sub-?title subtitulo dek deck excerpt teaser-?text sommaire accroche kicker-text abstract
        vorspann anrisstext entradilla bajada sottotitolo occhiello
        field--?name-field-(?:chapo|chapeau|intro|lead|summary|accroche|standfirst|ingress|entradilla)\w* custom-excerpt
        post-full-custom-excerpt summary(?:-(?:art|text|article))? wp-block-post-excerpt
        wp-block-post-excerpt-excerpt ingress lid leader""",
    ),
    (
        Zone.BYLINE,
        r"""(?:[a-z]+-)*by-?lines?(?:-[a-z]+)* post-?meta(?:-\w+)? entry-?meta(?:-\w+)? article-?meta(?:-\w+)?
        story-?meta meta-?(?:data|info|wrapper|post|bar)? post-?info article-?infos? entry-?info info-publi
        info-?publication submitted article-?(?:details|author|date) date-?line posted-(?:on|by) post-?details
        createdby create modified credits?-?line article-?header-meta signature-article news-?(?:meta|info)
        entry-footer article-dates publish(?:ed|ing)?-?(?:info|date|data) infos-article meta-author author-date
        td-module-meta-info tdb-author-box post-byline gh-article-meta infos haber-?(?:bilgi(?:si|leri)?|kunye|meta)""",
    ),
    (
        Zone.AUTHOR,
        r"""(?:[a-z]+-)*authors?(?:-[a-z]+)* (?:[a-z]+-)*auteurs?(?:-[a-z]+)*
        (?:[a-z]+-)*autor(?:es|en)?(?:-[a-z]+)* authors?-?module\w* boite-?auteur
        author-?name (?:post|entry|article|byline|story|news|td-post)-author(?:-?name)? auteur-?(?:name|nom)
        createdby writer byline-?name fn url-fn-n journaliste reporter wp-block-post-author-name(?:-link)?
        wp-block-post-author-content contributor(?:-name)? muhabir by-?line author-link rubric-author redacteur
        article-?author\w* h-card p-author""",
    ),
    (
        Zone.DATE,
        r"""(?:[a-z]+-)*dates?(?:-[a-z]+)* date-?time time timestamp time-?stamp published
        publish(?:ed)?-?(?:date|time|on|at)? pub-?date
        date-?(?:published|publication|publi|created|header|display|heure|time|line)
        (?:post|entry|article|story|news|meta|td-post|item|node|single)-?(?:date|time|published|timestamp)
        posted-?on created(?:-?(?:date|at))? fecha(?:-\w+)? datum data wp-block-post-date info-publi
        date-publi\w* publication(?:-?date)? post-?created dtreviewed dateline horodatage submitted dt-published
        zeit entry-?published""",
    ),
    (
        Zone.UPDATED,
        r"""updated? modified date-?(?:modified|updated|maj|mod) maj mise-?a-?jour last-?(?:updated?|modified)
        dt-updated entry-updated dateupdated modification""",
    ),
    (
        Zone.CAPTION,
        r"""(?:[a-z]+-)*captions?(?:-[a-z]+)* (?:[a-z]+-)+copyright i-?caption\w*(?:-\w+)* (?:inline-)?video-title
        wp-caption-text (?:image|photo|media|img)-?(?:captions?|credits?|legend\w*|description)
        (?:figure|picture|video|gallery|pic)-?(?:captions?|credits?|legend\w*|description)
        (?:image|photo|media|img|figure|picture|video|gallery|pic)-?(?:text|source|copyright|desc) legende
        legendes? credits? photo-?credits? copyright bildunterschrift bild-?(?:text|quelle|unterschrift)
        spip-doc-\w+ rights cutline caption-?(?:text|wrap\w*|container|content) credit-?photo
        crayon-document-(?:titre|descriptif)\w* pie-?(?:de)?-?foto didascalia fotocredit img-legend""",
    ),
    (
        Zone.TAGS,
        r"""tags tag-?(?:list|links?|cloud|box|container|items?|wrapper|area|block) tagcloud
        (?:post|entry|article|story|news|node|single|td-post|tdb)-?(?:tags|keywords|topics)
        tags-?(?:links|list|wrapper|box) keywords mots-?cles? topics?-?(?:list)? hash-?tags? taxonomy-post-?tag
        field--?name-field-(?:tags?|mots-cles|keywords) is-style-post-terms-1 etiquettes schlagwort\w* themes
        tagsul post-terms article-topics etiket(?:ler)?""",
    ),
    (
        Zone.SECTION,
        r"""(?:post|entry|article|story)-?(?:categor(?:y|ies)|section|rubrique|cats?|kicker|terms)
        (?:news|meta|single|td-post|item)-?(?:categor(?:y|ies)|section|rubrique|cats?|kicker|terms) cat-?links
        categor(?:y|ies|ie) rubriques? (?:[a-z]+-)*rubric kicker taxonomy-category category-?(?:name|link|title|label)
        section-?(?:name|label|link) surtitre field--?name-field-(?:rubrique|category|section) primary-tag
        article-tag post-card-primary-tag eyebrow ressort seccion""",
    ),
    (
        Zone.COMMENTS,
        r"""(?:(?:post|article)-)?comments?(?:-?(?:list|area|section|wrapper|wrap|box|form))?
        (?:(?:entry|wp-block|wp-block-post)-)?comments?(?:-?(?:list|area|section|wrapper|wrap|box|form))?
        (?:(?:node|user|reader|fb|story)-)?comments?(?:-?(?:list|area|section|wrapper|wrap|box|form))?
        (?:(?:post|article)-)?comments?(?:-?(?:respond|container|content|block))?
        (?:(?:entry|wp-block|wp-block-post)-)?comments?(?:-?(?:respond|container|content|block))?
        (?:(?:post|article|entry|wp-block|wp-block-post)-)?comments?(?:-?(?:thread|body|text|template))?
        (?:(?:node|user|reader|fb|story)-)?comments?(?:-?(?:respond|container|content|block))?
        (?:(?:node|user|reader|fb|story)-)?comments?(?:-?(?:thread|body|text|template))?
        (?:(?:post|article|entry|wp-block|wp-block-post)-)?comments?(?:-?(?:query-loop|reply|count))?
        (?:(?:post|article|entry|wp-block|wp-block-post)-)?comments?(?:-?(?:title|holder|feed|link))?
        (?:(?:node|user|reader|fb|story)-)?comments?(?:-?(?:query-loop|reply|count|title|holder|feed|link))?
        (?:(?:post|article|entry|wp-block|wp-block-post)-)?comments?(?:-?(?:loop|main|embed|tab))?
        (?:(?:post|article|entry|wp-block|wp-block-post)-)?comments?(?:-?(?:item|meta|author|metadata))?
        (?:(?:node|user|reader|fb|story)-)?comments?(?:-?(?:loop|main|embed|tab|item|meta|author|metadata))?
        commentaires?(?:-\w+)? commentlist disqus(?:-\w+)? respond forums? forum-\w+ repondre reactions?
        kommentare?n?(?:-\w+)? comentarios? commenti commento leserkommentare livefyre hypercomments fb-comments
        coral(?:-\w+)? viafoura vf-comments spot-im op-comments remark42 isso-thread utterances giscus
        comment-\d+ post-comments-\w+ reader-responses? responses""",
    ),
    (
        Zone.SHARE,
        r"""shar(?:e|es|ing|er)(?:-?\w+)? sharedaddy
        (?:post|article|entry|social|td-post|page|button|news|story|content)-?shar(?:e|es|ing)(?:-?\w+)?
        social(?:s)? social(?:-?(?:share|links?|media|icons?|bar|buttons?|networks?|wrapper|box))?
        social(?:-?(?:sharing|list|nav|follow|tools|block|embed-none|area|menu))? partages?(?:r|z)?(?:-\w+)?
        teilen addthis\w* addtoany\w* a2a(?:-\w+)* shareaholic\w* heateor\w* ssba\w* essb\w* follow-?us
        follow(?:-\w+)? suivez-?nous sns reseaux(?:-?sociaux)? rrssb\w* jp-sharing
        sd-(?:block|social|sharing|like) article-?tools page-?tools tools? toolbar outils?
        jetpack-likes-widget\w* compartir condividi imprimer print-?(?:link|button|version|mail|friendly)
        printfriendly actions?-?(?:bar|icons|links)? like-?(?:button|box) xfbml jsharing simple-share-\w+
        article-?actions? entry-actions social-\w+ bookmark\w* rating post-ratings? votes?""",
    ),
    (
        Zone.RELATED,
        r"""related(?:-?\w)* (?:jp-|article-|post-|yarpp-|news-|wp-|entry-)?related-?(?:posts?|articles?|news)?
        (?:jp-|article-|post-|yarpp-|news-|wp-|entry-)?related-?(?:content|stories|links?|items?)?
        similar(?:es|s)?(?:-\w+)? yarpp(?:-\w+)? crp-related
        (?:a-)?lire-?(?:aussi|egalement|la-suite|plus)(?:-\w+)?
        articles?-?(?:lies?|similaires?|connexes?|associes?)
        (?:read|see|more|watch|also)-?(?:also|more|related|read|on|see)(?:-?\w+)? voir-?(?:aussi|plus)
        meme-?(?:sujet|rubrique|theme) recommend(?:ed|ations?|ation)?(?:-\w+)? recirc(?:ulation)?(?:-\w+)?
        also-?like you-?may(?:-\w+)* suggest(?:ed|ions?)(?:-\w+)? rp4wp(?:-\w+)? zum-thema mehr-zum-thema
        siehe-auch lesen-sie-(?:auch|mehr) relacionad[oa]s? noticias-relacionadas leia-(?:mais|tambem)
        leggi-anche correlati inline-?(?:related|promo|article|recirc) seealso readmore
        more-?(?:articles?|stories|news|posts?|from|links?)(?:-\w+)? further-reading verwandte?(?:-\w+)?
        linked-?articles? internal-?linking-?related\w* entry-related crosslinks? reco
        wp-block-newspack-blocks-homepage-articles incontent-related linkbox teaser-?list contextual-links?-box""",
    ),
    (
        Zone.POPULAR,
        r"""most-?(?:read|popular|viewed|shared|commented|recent)(?:-\w+)?
        popular(?:-?(?:posts?|articles?|news|stories|widget))? trending(?:-\w+)?
        (?:les-)?plus-?(?:lus?|vus?|recents?|commentes?)(?:-\w+)? latest(?:-?(?:news|posts?|articles?|stories))?
        recent-?(?:posts?|articles?|news|stories) top-?(?:stories|news|posts|articles) news-?ticker ticker
        derni(?:er|ere)s?-?(?:articles?|infos?|news|minute) a-?la-?une en-continu fil-?(?:info|actu)s?
        (?:read|up|next|prev(?:ious)?)-?(?:next|up|article|post|story|news) next-?prev\w* meistgelesen
        breaking-?news articles?-recents? carousel-posts slider-posts deck-of-cards onward wp-block-query
        wp-block-latest-posts""",
    ),
    (
        Zone.NEWSLETTER,
        r"""newsletters?(?:-?\w)* (?:[a-z]{1,4}-)?\w+-newsletter(?:-\w+)? mailing-?list
        subscri(?:be|ption|bers?)(?:-?(?:form|box|block|cta|banner|widget))?
        subscri(?:be|ption|bers?)(?:-?(?:wall|message|button|bar|prompt|link))?
        abonn(?:ement|ez-vous|er|ez|es?)?(?:-\w+)? sign-?up(?:-\w+)? opt-?in(?:-\w+)? mc-embed\w* mc4wp(?:-\w+)*
        mailchimp\w* mailpoet\w*
        (?:paywall|premium|subscriber)-?(?:message|banner|overlay|box|prompt|cta|teaser|barrier|offer|wall)
        piano\w* tp-container\w* inscription cta(?:-\w+)? call-to-action donat(?:e|ion)s?(?:-\w+)? support-?us
        soutenir faire-un-don membership-\w+ regwall lettre-?info\w* kg-signup-card kg-cta-card gh-subscribe\w*
        jetpack-subscri\w* wp-block-jetpack-subscriptions\w* newsletter-?\w*
        login-?(?:form|box|prompt|wall|required)""",
    ),
    (
        Zone.AD,
        r"""ads? ad-?(?:s?slot|unit|container|wrapper|wrap|box|block|banner|label)
        ad-?(?:space|zone|area|holder|text|placeholder|inner|content|insert(?:er|ion)?)
        ad-?(?:center|top|bottom|middle|inline|hoc|mobile|desktop|leaderboard)
        ad-?(?:mpu|rectangle|placement|code|break|row|module|section|sense) advert\w* (?:[a-z]+-)?advertis\w+
        adsense adsbygoogle adngin\w* dfp(?:-\w+)? gpt(?:-?ad)?(?:-\w+)? pubs?
        pub-?(?:label|container|bloc|block|inline|box|wrapper|zone|mention|native|article|encart) publicites?
        encart(?:-?pub\w*)? bloc-?pub\w* espace-?pub\w* regie(?:-\w+)? habillage
        bann?(?:er|iere|ieres|ers)(?:-?(?:ad|ads|pub|top|bottom|\d+))? sponsor(?:ed|s|ise|isee|ship)?(?:-\w+)?
        promos? promo-?(?:box|block|banner|bar|link|item|content) promot(?:ion|ed|ional)(?:-\w+)? anzeigen?
        werbung publicidad publicidade pubblicita reklam\w* code-block-\d+ ai-viewport\w* quads-\w+
        google-?auto-?placed outbrain\w* ob-widget\w* taboola\w* trc-\w+ ligatus teads\w* zergnet mgid\w*
        revcontent adkengage native-?ad\w* partner-?(?:content|links?|box)? affiliat\w+ shopping-?\w*
        product-?(?:box|card|widget) commerce-\w+ betting-\w+ a-?d-?v leaderboard mpu skyscraper billboard
        interstitial teaser-?ad adunit\w* adthrive\w* mv-ad-box stream-item e3lan\w* td-a-rec\w* td-g-rec\w*
        penci-ad\w* jeg-ad\w* theiaPostSlider-ad
        (?:(?:editorial|affiliate|ad|advertis\w+|amazon|commerce)-)?disclosure(?:-text)?
        (?:editorial|affiliate|ad|site|article|post)-disclaimer disclaimer(?:-text)?""",
    ),
    (
        Zone.NAVIGATION,
        r"""nav navs navbar navigation nav-?(?:links?|menu|bar|wrapper|container|main|primary)
        nav-?(?:below|above|previous|next|single|post|list|item)
        (?:post|main|site|primary|secondary|page|posts|footer|top)-?nav(?:igation|bar|s|igation-link)?
        (?:sub|article|entry|single|story)-?nav(?:igation|bar|s|igation-link)?
        (?:news|meta|global|wp-block|wp-block-post)-?nav(?:igation|bar|s|igation-link)? menus?
        (?:main|top|site|sub|side|mega|footer|primary|mobile|burger|drop-?down|user|header|social)-?menu
        menu-?(?:item|list|container|wrapper|main|top) breadcrumbs?(?:-\w+)? bread-crumbs? crumbs? ariane
        fil-?d?-?ariane breadcrumb-trail rank-math-breadcrumb chemin pagination(?:-\w+)? pager pagers pages-nav
        page-links? page-numbers prev-?next pagenav skip-?(?:links?|to-content)? screen-reader-text sr-only
        visually-?hidden footer site-?footer page-?footer foot pied masthead site-?header page-?header-top
        global-header topbar top-?bar search-?(?:form|box|bar|modal|overlay|results-box) table-of-contents toc
        toc-?(?:container|list|box) ez-toc\w* lwptoc\w* sitemap language-?(?:switcher|selector|list)
        lang-switch\w* traductions accessibility-links credits-footer colophon jump-link back-to-top scroll-?top
        logo site-?(?:branding|logo|title|description) wp-block-site-title""",
    ),
    (
        Zone.ASIDE,
        r"""side-?bars? sidebar-?(?:right|left|primary|secondary|container|wrapper|inner|area|widget|content|main)
        (?:right|left|primary|secondary|page|main|col|article|single)-?side-?bar aside asides widgets?
        widget-?(?:area|wrap|container|content|title|body|inner|box|column|odd|even)
        (?:footer|header|sidebar|side|secondary|primary)-widgets? col(?:onne)?-?(?:droite|gauche|right|laterale)
        right-?(?:col|column|rail|side) left-?(?:rail|nav) rail siderail complementary extra info-?box infobox
        fact-?box factbox side-?box blocs-lies secondaire region-sidebar-\w+ c-sidebar""",
    ),
    (
        Zone.AUTHOR_BOX,
        r"""(?:post-|article-|entry-|single-|td-|about-|tdb-)?author-?(?:box|bio|info)(?:-\w+)?
        (?:post-|article-|entry-)?author-?(?:card|description|profile|profiles)(?:-\w+)?
        (?:single-|td-|about-|tdb-)?author-?(?:card|description|profile|profiles)(?:-\w+)?
        (?:post-|article-|entry-|single-|td-|about-|tdb-)?author-?(?:about|details?|block)(?:-\w+)?
        (?:post-|article-|entry-|single-|td-|about-|tdb-)?author-?(?:section|wrap|module|content)(?:-\w+)?
        (?:post-|article-|entry-)?author-?(?:desc|area|biography|panel|avatar|image|photo)(?:-\w+)?
        (?:single-|td-|about-|tdb-)?author-?(?:desc|area|biography|panel|avatar|image|photo)(?:-\w+)?
        (?:post-|article-|entry-|single-|td-|about-|tdb-)?author-?(?:picture|thumb|social)(?:-\w+)?
        (?:post-|article-|entry-)?author-?(?:container|footer|bottom|followers?)(?:-\w+)?
        (?:single-|td-|about-|tdb-)?author-?(?:container|footer|bottom|followers?)(?:-\w+)?
        about-?(?:the-?)?authors? abouttheauthor bio biography auteur-?bio saboxplugin\w* abh-\w+ m-a-box\w*
        pp-multiple-authors\w*-box writer-?bio contributor-?bio author--?bio biographie authorbox
        wp-block-post-author-biography avatar gravatar user-?picture vita
        (?:[a-z]+-)+author-?(?:bio|biography|description|tooltip)(?:-\w+)*""",
    ),
    (
        Zone.EMBED,
        r"""twitter-(?:tweet|video|timeline)(?:-\w+)? instagram-media tiktok-embed fb-(?:post|video|page|like)
        facebook-(?:post|embed|page) bluesky-embed mastodon-embed reddit-(?:embed|card)(?:-\w+)? text-post-media
        telegram-post pinterest-\w+ wp-block-embed
        embed-?(?:twitter|tweet|instagram|facebook|youtube|container|responsive|wrapper|code) tweet
        kg-embed-card twitter-embed instagram-embed is-type-(?:video|rich|wp-embed) wp-embedded-content
        youtube-player video-?(?:player|container|js|wrapper|embed) jwplayer\w* brightcove\w* player
        audio-?player podcast-?player gallery-nav playlist dailymotion\w* kg-audio-card kg-video-card
        kg-file-card kg-bookmark-card kg-product-card
        (?:[a-z]+-)?polls?(?:-?(?:box|widget|container|wrapper|block))? wp-polls\w* sondages? encuesta sondaggio""",
    ),
    (
        Zone.OVERLAY,
        r"""cookies?(?:-?\w)* consent(?:-\w+)? gdpr(?:-\w+)? rgpd(?:-\w+)?
        cmp(?:-(?:banner|modal|overlay|popup|wall|root|app|message))? pop-?ups?(?:-?\w+)?
        modals?(?:-?\w+)? lightbox(?:-\w+)? onetrust\w* didomi\w* tarteaucitron\w* cc-window
        cli-(?:modal|bar)\w* cky-\w+ cmplz-\w+ off-?canvas(?:-\w+)? drawer dialog tooltip toast snackbar
        notification-?(?:bar|box)? messages system-message\w* browser-?(?:upgrade|warning) outdated-browser
        adblock\w* loading spinner placeholder noscript""",
    ),
    (
        Zone.HIDDEN,
        r"""hidden hide d-none is-hidden print-?only only-?print invisible display-none no-display visible-print\w*
        hidden-(?:desktop|lg|md) element-invisible amp-hidden""",
    ),
    (
        Zone.HEADLINE,
        r"""(?:article|entry|post|story|news|page|single)-?(?:title|headline|heading|titre|header-title)
        (?:node|item|blog|content|wp-block-post|td-post|tdb)-?(?:title|headline|heading|titre|header-title)
        headline titre titre-?article article-titre p-name contentheading artikel-?titel titulo""",
    ),
    (
        Zone.INITIAL,
        r"""(?:[a-z]+-)*drop-?caps? dropped-?(?:cap|letter) lettrine first-?letter initial-?letter""",
    ),
    (
        Zone.ENCODED,
        r"""cf-email""",
    ),
    (
        Zone.PROTECTED,
        r"""post-password-form password-protected""",
    ),
)
