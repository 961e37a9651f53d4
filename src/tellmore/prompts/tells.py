"""Words by which a bad follow-up gives itself away, in the languages whose words we know.

Each list is searched in the lower-cased question. Where a language is missing, the other
guards still hold: praise then passes, a link or a second question does not.
"""

from collections.abc import Mapping

PRAISE: Mapping[str, tuple[str, ...]] = {
    "en": (
        *("interesting", "great answer", "good answer", "wonderful", "amazing", "fascinating"),
        *("thank you for", "thanks for", "well said", "good point", "impressive", "great to hear"),
        *("sorry to hear", "i understand", "that sounds"),
    ),
    "es": ("interesante", "qué bien", "qué bueno", "excelente", "maravillos", "gracias por"),
    "pt": ("interessante", "que bom", "que ótimo", "excelente", "maravilhos", "obrigado por"),
    "fr": ("intéressant", "merci pour", "merci de", "formidable", "magnifique", "excellent"),
    "de": ("interessant", "vielen dank", "danke für", "wunderbar", "großartig", "toll, dass"),
    "it": ("interessante", "grazie per", "meraviglios", "ottimo", "bellissim", "che bello"),
    "nl": ("interessant", "bedankt voor", "wat mooi", "geweldig", "prachtig", "fijn om te horen"),
    "sv": ("intressant", "tack för att", "vad fint", "underbart", "fantastisk"),
    "pl": ("ciekawe", "interesując", "dziękuję za", "wspaniale", "świetnie", "cudown"),
    "cs": ("zajímav", "děkuji za", "skvěl", "úžasn", "krásn"),
    "ro": ("interesant", "mulțumesc pentru", "minunat", "excelent", "foarte bine"),
    "ru": ("интересно", "спасибо за", "замечательн", "прекрасн", "отлично", "здорово"),
    "uk": ("цікаво", "дякую за", "чудово", "прекрасн", "дивовижн"),
    "tr": ("ilginç", "teşekkür", "harika", "çok güzel", "mükemmel"),
    "ar": ("مثير للاهتمام", "شكرا على", "شكرًا على", "رائع", "ممتاز", "جميل جدا"),
    "fa": ("جالب", "سپاس", "ممنون", "عالی", "فوق‌العاده"),
    "he": ("מעניין", "תודה על", "נפלא", "מצוין", "מדהים"),
    "hi": ("दिलचस्प", "रोचक", "धन्यवाद", "बहुत अच्छा", "बहुत बढ़िया", "शानदार"),
    "bn": ("আকর্ষণীয়", "ধন্যবাদ", "চমৎকার", "খুব ভালো", "দারুণ"),
    "ur": ("دلچسپ", "شکریہ", "بہت اچھا", "شاندار", "زبردست"),
    "id": ("menarik", "terima kasih", "luar biasa", "bagus sekali", "hebat"),
    "sw": ("inavutia", "inapendeza", "asante kwa", "vizuri sana", "hongera"),
    "vi": ("thú vị", "cảm ơn", "tuyệt vời", "rất hay", "rất tốt"),
    "th": ("น่าสนใจ", "ขอบคุณ", "ยอดเยี่ยม", "ดีมาก", "วิเศษ"),
    "zh-Hans": ("有趣", "有意思", "谢谢您的", "太好了", "很棒", "精彩"),
    "zh-Hant": ("有趣", "有意思", "謝謝您的", "太好了", "很棒", "精彩"),
    "ja": ("興味深い", "面白い", "ありがとう", "素晴らしい", "素敵"),
    "ko": ("흥미롭", "감사합니다", "훌륭", "멋지", "좋은 답변"),
}
"""Praise, thanks and sympathy: they teach people what pleases the interviewer."""

YES_NO: Mapping[str, tuple[str, ...]] = {
    "en": (
        *("do you", "did you", "are you", "were you", "is it", "was it", "is this", "is that"),
        *("have you", "has it", "would you say", "would that", "will you", "does it", "does that"),
    ),
    "de": ("haben sie", "sind sie", "ist das", "war das", "würden sie sagen", "finden sie"),
    "fr": ("est-ce que c'est", "est-ce que vous avez", "avez-vous", "êtes-vous", "est-ce"),
    "nl": ("heeft u", "hebt u", "bent u", "is dat", "vindt u"),
    "sv": ("har du", "är du", "är det", "var det", "tycker du"),
    "da": ("har du", "er du", "er det", "var det", "synes du"),
    "nb": ("har du", "er du", "er det", "var det", "synes du"),
    "ar": ("هل ",),
    "fa": ("آیا ",),
    "hi": ("क्या आप", "क्या यह", "क्या वह", "क्या इससे"),
    "ur": ("کیا آپ", "کیا یہ", "کیا اس"),
    "sw": ("je, una", "je, ume", "je, ni", "je, uli"),
}
"""How a question begins that can be answered with yes or no.

Not “can you tell me more”, which nobody answers with yes and no more; and only where the
beginning of a question tells: many languages mark it elsewhere, or not at all.
"""

INVITES: Mapping[str, tuple[str, ...]] = {
    "ar": ("هل يمكن", "هل تود", "هل لك", "هل بإمكان", "هل تستطيع", "هل لديك", "هل لديكم", "هل من"),
    "fa": ("آیا می‌توانید", "آیا ممکن است", "آیا می‌شود"),
    "hi": ("क्या आप मुझे", "क्या आपके पास", "क्या आप इस", "क्या आप कोई", "क्या आप और", "क्या आप उस"),
    "ur": (
        "کیا اس کے بارے",
        "کیا اس کی کوئی مثال",
        "کیا آپ اس کے بارے",
        "کیا آپ کچھ",
        "کیا آپ ایک",
        "کیا آپ مجھے",
        "کیا آپ مزید",
    ),
    "fr": ("pourriez-vous", "pouvez-vous"),
}
"""Beginnings that have the form of such a question and invite to tell."""

LEADING: Mapping[str, tuple[str, ...]] = {
    "en": (
        *("don't you", "isn't it", "wouldn't you agree", "don't you think", "surely", "obviously"),
        *(", right?", "of course", "isn't that", "you must feel", "you must have"),
    ),
    "es": ("¿verdad?", "¿no?", "¿no cree", "seguramente", "por supuesto"),
    "pt": ("não é?", "não acha", " né?", "certamente", "com certeza"),
    "fr": ("n'est-ce pas", "ne pensez-vous pas", "sûrement", "évidemment"),
    "de": ("nicht wahr", " oder?", "finden sie nicht", "sicherlich", "natürlich"),
    "it": ("non è vero", " vero?", "non crede", "sicuramente", "ovviamente"),
    "nl": (" toch?", "nietwaar", "vindt u niet", "natuurlijk"),
    "pl": ("prawda?", "nieprawdaż", "oczywiście", "na pewno"),
    "ru": ("не так ли", "правда?", "верно?", "конечно", "наверняка"),
    "uk": ("чи не так", "правда?", "звичайно", "напевно"),
    "tr": ("değil mi", "elbette", "kesinlikle", "tabii ki"),
    "ar": ("أليس كذلك", "بالتأكيد", "طبعا"),
    "fa": ("این‌طور نیست", "مگر نه", "البته", "حتماً"),
    "hi": ("है ना", "है न?", "ज़रूर", "बेशक"),
    "id": ("bukan?", " kan?", "tentu saja", " pasti"),
    "sw": ("sivyo", "si ndiyo", "bila shaka"),
    "vi": ("phải không", "đúng không", "chắc chắn", "tất nhiên"),
    "zh-Hans": ("对吗", "对吧", "是吧", "不是吗", "当然"),
    "zh-Hant": ("對嗎", "對吧", "是吧", "不是嗎", "當然"),
    "ja": ("ですよね", "でしょうね", "もちろん", "ではないですか"),
    "ko": ("그렇죠", "맞죠", "당연히", "물론"),
}
"""Words that put an answer into somebody's mouth."""

HUMAN: Mapping[str, tuple[str, ...]] = {
    "en": ("i am a human", "i'm a human", "i am a person", "as a human", "my own life", "i feel"),
    "es": ("soy una persona", "soy humano", "soy humana", "a mí también me"),
    "pt": ("sou uma pessoa", "sou humano", "sou humana"),
    "fr": ("je suis une personne", "je suis humain"),
    "de": ("ich bin ein mensch", "ich als mensch", "mir geht es auch"),
    "ru": ("я человек", "я тоже чувствую"),
    "ar": ("أنا إنسان", "أنا شخص"),
    "hi": ("मैं इंसान हूँ", "मैं एक इंसान"),
    "sw": ("mimi ni mtu", "mimi ni binadamu"),
    "zh-Hans": ("我是人", "我是真人"),
    "id": ("saya manusia", "saya adalah manusia"),
}
"""Claims to be a person."""

ADVICE: Mapping[str, tuple[str, ...]] = {
    "en": (
        *("you should", "you could try", "have you tried", "i recommend", "i suggest", "make sure"),
        *("try to", "you need to", "my advice", "i promise", "i will help", "don't worry"),
    ),
    "es": ("debería", "le recomiendo", "le sugiero", "intente", "le prometo", "no se preocupe"),
    "pt": ("você deveria", "recomendo", "sugiro", "tente ", "prometo", "não se preocupe"),
    "fr": (
        "vous devriez",
        "je vous conseille",
        "je vous recommande",
        "essayez de",
        "je vous promets",
    ),
    "de": ("sie sollten", "ich empfehle", "ich rate ihnen", "versuchen sie", "ich verspreche"),
    "ru": ("вам следует", "вам стоит", "советую", "рекомендую", "попробуйте", "обещаю"),
    "ar": ("يجب عليك", "أنصحك", "أقترح عليك", "حاول أن", "أعدك"),
    "hi": ("आपको चाहिए", "मेरी सलाह", "कोशिश कीजिए", "मैं वादा"),
    "sw": ("unapaswa", "nakushauri", "ninapendekeza", "jaribu ku", "naahidi"),
    "zh-Hans": ("您应该", "建议您", "您可以试试", "我保证", "别担心"),
    "id": ("anda sebaiknya", "anda harus", "saya sarankan", "cobalah", "saya janji"),
}
"""Advice, promises and consolation: none of them is an interviewer's business."""

OTHERS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "other participants",
        "other respondents",
        "other people told",
        "many people say",
        "most people",
    ),
    "es": (
        "otros participantes",
        "otras personas dijeron",
        "mucha gente dice",
        "la mayoría de la gente",
    ),
    "pt": ("outros participantes", "outras pessoas disseram", "muita gente diz"),
    "fr": ("d'autres participants", "beaucoup de gens disent"),
    "de": ("andere teilnehm", "viele leute sagen", "die meisten menschen"),
    "ru": ("другие участники", "многие говорят", "большинство людей"),
    "ar": ("مشاركون آخرون", "المشاركين الآخرين", "كثير من الناس يقولون"),
    "hi": ("दूसरे प्रतिभागी", "कई लोग कहते", "ज़्यादातर लोग"),
    "sw": ("washiriki wengine", "watu wengi husema"),
    "zh-Hans": ("其他参与者", "很多人说", "大多数人"),
    "id": ("peserta lain", "banyak orang bilang", "kebanyakan orang"),
}
"""Mentions of what others said."""
