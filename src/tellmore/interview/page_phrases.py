"""What stands on pages in a browser: the page behind an invite link, and the chat."""

from tellmore.interview.wording import counted, phrase

# --- The page behind an invite link ---------------------------------------------------

# T: Heading of the page behind an invite link.
PAGE_HELLO = phrase("page.hello", "{organisation} would like to hear from you")
# T: Below the heading.
PAGE_HOW = phrase(
    "page.how", "An AI interviewer asks the questions. You answer in your own words, by writing."
)
# T: Small heading.
PAGE_ABOUT = phrase("page.about", "What it is about")
# T: Small heading.
PAGE_WHO = phrase("page.who", "Who asks")
# T: Small heading.
PAGE_TIME = phrase("page.time", "How long it takes")
# T: Small heading.
PAGE_ANSWERS = phrase("page.answers", "What happens with your answers")
# T: Above buttons with the names of apps.
PAGE_WHERE = phrase("page.where", "Where would you like to write?")
# T: Button: begin here, in the browser. At most 25 characters.
PAGE_HERE = phrase("page.here", "Here in the browser")
# T: Button. {app} is the name of an app such as Telegram. At most 25 characters.
PAGE_APP = phrase("page.app", "In {app}")
# T: Label of a choice of languages.
PAGE_LANGUAGE = phrase("page.language", "Language")
# T: Button beside the choice of languages. At most 15 characters.
PAGE_CHANGE = phrase("page.change", "Change")
# T: Below a square code that a phone's camera can read.
PAGE_QR = phrase("page.qr", "To write on your phone, scan this code with its camera.")
# T: Under a field for the age or the like. Marks what can be left empty. At most 20 characters.
PAGE_OPTIONAL = phrase("page.optional", "optional")
# T: Page for an address that leads nowhere.
PAGE_NOT_FOUND = phrase("page.not-found", "This page does not exist.")
# T: Page for a fault on our side.
PAGE_FAULT = phrase(
    "page.fault",
    "Something went wrong on our side. Nothing you wrote is lost. Please try again in a minute.",
)
# T: Page for too many requests.
PAGE_BUSY = phrase("page.busy", "Many people are here at the moment. Please try again in a minute.")

# --- The chat in a browser ------------------------------------------------------------

# T: Name of the list of messages, read aloud to people who do not see the page.
CHAT_MESSAGES = phrase("chat.messages", "Conversation")
# T: Who wrote a message; read aloud to people who do not see the page.
CHAT_INTERVIEWER = phrase("chat.interviewer", "Interviewer")
# T: Who wrote a message: the participant; read aloud to people who do not see the page.
CHAT_YOU = phrase("chat.you", "You")
# T: In the empty field for the answer. At most 30 characters.
CHAT_WRITE = phrase("chat.write", "Write your answer")
# T: Button. At most 15 characters.
CHAT_SEND = phrase("chat.send", "Send")
# T: Button that opens a list of everything that one can do. At most 15 characters.
CHAT_MENU = phrase("chat.menu", "Menu")
# T: Button that closes a list. At most 15 characters.
CHAT_CLOSE = phrase("chat.close", "Close")
# T: Small line while the interviewer prepares a message.
CHAT_TYPING = phrase("chat.typing", "The interviewer is writing")
# T: Small line when there is no network.
CHAT_OFFLINE = phrase(
    "chat.offline", "No connection. What you write is sent when the connection is back."
)
# T: Small line when the network is back.
CHAT_ONLINE = phrase("chat.online", "The connection is back.")
# T: Below a message that is on its way. At most 20 characters.
CHAT_SENDING = phrase("chat.sending", "Sending")
# T: Below a message that has arrived. At most 20 characters.
CHAT_SENT = phrase("chat.sent", "Sent")
# T: Button below a message that could not be sent. At most 20 characters.
CHAT_RETRY = phrase("chat.retry", "Send again")
# T: Above a web address. It leads back to this same interview.
CHAT_KEEP_LINK = phrase(
    "chat.keep-link",
    "With this link you can go on later or on another device. Please do not give it to others.",
)
# T: Button. At most 20 characters.
CHAT_COPY = phrase("chat.copy", "Copy link")
# T: Said after the link was copied. At most 30 characters.
CHAT_COPIED = phrase("chat.copied", "The link is copied.")
# T: Said when a message is too long; {n} is the number of characters that are too many.
CHAT_TOO_LONG = counted(
    "chat.too-long",
    "Your message is too long by {n} character. Please send it in several parts.",
    "Your message is too long by {n} characters. Please send it in several parts.",
)
# T: Read aloud to people who do not see the page. {n} of {total} questions.
CHAT_PROGRESS = phrase("chat.progress", "Question {n} of {total}")
# T: Button that scrolls to the newest message. At most 25 characters.
CHAT_NEWEST = phrase("chat.newest", "Newest message")
# T: Above a set of buttons; read aloud to people who do not see the page.
CHAT_CHOOSE = phrase("chat.choose", "Please choose an answer")
# T: Link to a file. At most 25 characters.
CHAT_DOWNLOAD = phrase("chat.download", "Download the file")
# T: Said when this interview is open in a second window of the browser.
CHAT_ELSEWHERE = phrase(
    "chat.elsewhere", "This interview is also open in another window. You can go on in either."
)
