"""Every fixed sentence of a conversation, each a whole literal.

`wording` says how a phrase is written down. The sentences for hard moments stand in
`care_phrases`, those of the last minutes in `review_phrases`, those of pages in
`page_phrases`; this module knows them all.
"""

from tellmore.interview import care_phrases, page_phrases, review_phrases
from tellmore.interview.wording import PHRASES, Phrase, counted, phrase

__all__ = ["MODULES", "PHRASES", "Phrase"]

# --- Language -------------------------------------------------------------------------

# T: Question above a list of languages, each in its own name.
LANGUAGE_ASK = phrase("language.ask", "Which language would you like to use?")
# T: Said after the language was changed. {language} is the new language's own name.
LANGUAGE_CHANGED = phrase("language.changed", "From now on I will write in {language}.")
# T: Button below a short list of languages. At most 15 characters.
LANGUAGE_MORE = phrase("language.more", "More languages")
# T: Below a long list of languages.
LANGUAGE_WRITE = phrase("language.write", "If you do not see your language, please write its name.")
# T: Said when the name of a language was not recognised, or when we do not speak it.
LANGUAGE_UNKNOWN = phrase(
    "language.unknown", "I do not speak this language yet. Please choose one from the list."
)
# T: Said, already in the new language, when somebody has written in it several times.
# T: {language} is its own name. Two buttons below hold names of languages.
LANGUAGE_SWITCHED = phrase(
    "language.switched", "You wrote in {language}, so I now write in {language} too."
)
# T: Asked when somebody seems to write in another language. {language} is that language's
# T: own name. Buttons: Yes, No.
LANGUAGE_OFFER = phrase("language.offer", "Would you like to go on in {language}?")
# T: Said once at the beginning, in a language whose wording few people have checked.
LANGUAGE_BETA = phrase(
    "language.beta", "I am still learning this language. Some of my words may be wrong."
)

# --- Welcome and consent --------------------------------------------------------------

# T: First sentence of all. Must say plainly that a computer program (AI) asks, not a person.
CONSENT_INTRO = phrase(
    "consent.intro",
    "Hello! I am an AI interviewer: a computer program, not a person. I ask questions for {organisation}.",
)
# T: {title} is the study's name, {purpose} a whole sentence about its purpose.
CONSENT_PURPOSE = phrase("consent.purpose", "The study is called “{title}”. {purpose}")
# T: {n} is the usual length of the interview in minutes.
CONSENT_MINUTES = counted(
    "consent.minutes", "It takes about {n} minute.", "It takes about {n} minutes."
)
# T: The participant's rights, before consent. Keep the commands /privacy and /delete as they are.
CONSENT_RIGHTS = phrase(
    "consent.rights",
    "You can skip a question, take a break or stop at any time. You can have everything deleted with /delete. To read more, send /privacy.",
)
# T: The question of consent. The buttons below say “I agree” and “No, thanks”.
CONSENT_ASK = phrase("consent.ask", "Would you like to take part?")
# T: {n} is the lowest age, in years, at which one can take part. Buttons: Yes, No.
CONSENT_AGE = counted(
    "consent.age", "Are you {n} year old or older?", "Are you {n} years old or older?"
)
# T: Consent to be quoted. Buttons: Yes, No. “No” does not end the interview.
CONSENT_QUOTATION = phrase(
    "consent.quotation",
    "May the study quote what you write, without your name? You can take part either way.",
)
# T: Asked at the end. Consent to publish the whole conversation. Buttons: Yes, No.
CONSENT_RELEASE = phrase(
    "consent.release",
    "May the whole conversation be published, without your name, so that others can study it? Please say no if something in it could show who you are.",
)
# T: Said once, right before the first question.
START = phrase(
    "start",
    "Thank you. Please answer in your own words. There are no right or wrong answers.",
)
# T: Said when somebody writes text while buttons are shown.
TAP = phrase("tap", "Please tap one of the buttons.")

# --- The same in plain language, for studies that ask for it ---------------------------

# T: The participant's rights, in plain language: very short sentences, everyday words.
# T: Keep the commands /privacy and /delete as they are.
CONSENT_RIGHTS_SIMPLE = phrase(
    "consent.rights.simple",
    "You do not have to answer every question. You can take a break. You can stop at any time. Send /delete, and I delete everything. Send /privacy to read more.",
)
# T: Consent to be quoted, in plain language. Buttons: Yes, No.
CONSENT_QUOTATION_SIMPLE = phrase(
    "consent.quotation.simple",
    "May the study show your words to other people? Nobody will see your name. You can say no and still take part.",
)
# T: Consent to publish the conversation, in plain language. Buttons: Yes, No.
CONSENT_RELEASE_SIMPLE = phrase(
    "consent.release.simple",
    "May everybody read this whole conversation? Nobody will see your name. Please say no if people could still find out who you are.",
)
# T: Privacy notice, second paragraph, in plain language.
PRIVACY_WHAT_SIMPLE = phrase(
    "privacy.what.simple",
    "I keep your answers without your name and without your phone number. The people of the study read them. An AI may read them too, to ask you more.",
)
# T: Privacy notice, fourth paragraph, in plain language. Keep /mydata and /delete.
PRIVACY_RIGHTS_SIMPLE = phrase(
    "privacy.rights.simple",
    "Send /mydata to see what I keep about you. Send /delete, and I delete all of it.",
)

# --- Buttons --------------------------------------------------------------------------

# T: Button: consent to take part. At most 15 characters.
BUTTON_AGREE = phrase("button.agree", "I agree")
# T: Button: does not want to take part. At most 15 characters.
BUTTON_DECLINE = phrase("button.decline", "No, thanks")
# T: Button. At most 15 characters.
BUTTON_YES = phrase("button.yes", "Yes")
# T: Button. At most 15 characters.
BUTTON_NO = phrase("button.no", "No")
# T: Button: yes, everything is to be deleted. At most 15 characters.
BUTTON_DELETE = phrase("button.delete", "Yes, delete")
# T: Button: no, nothing is to be deleted. At most 15 characters.
BUTTON_KEEP = phrase("button.keep", "No, keep")
# T: Button: continue the interview after a break. At most 15 characters.
BUTTON_RESUME = phrase("button.resume", "Go on")

# --- Questions ------------------------------------------------------------------------

# T: Small line above a question: this is question {n} of {total}. As short as possible.
PROGRESS = phrase("progress", "{n} of {total}")
# T: Said before the next question, after an answer. Neutral: thank, never praise or judge.
ACKNOWLEDGE_1 = phrase("acknowledge.1", "Thank you.")
# T: Said before the next question, after an answer. Neutral: thank, never praise or judge.
ACKNOWLEDGE_2 = phrase("acknowledge.2", "Thank you for telling me this.")
# T: Said before the next question, after an answer. Neutral: thank, never praise or judge.
ACKNOWLEDGE_3 = phrase("acknowledge.3", "Thank you, I have noted that.")
# T: Said once, in the middle of the interview.
HALF_WAY = phrase("half-way", "We have reached about half of the questions.")
# T: Said before a few questions that are answered with buttons.
SCREENER_INTRO = phrase("screener.intro", "First, a few short questions.")
# T: Said after the last open question, before a few questions that are answered with buttons.
CLOSING_INTRO = phrase("closing.intro", "Now we are almost done. A few short questions are left.")
# T: Below a question for the country, with buttons for the most likely countries.
COUNTRY_WRITE = phrase(
    "country.write", "If your country is not on a button, please write its name."
)
# T: Said when the name of a country was not recognised.
COUNTRY_UNKNOWN = phrase(
    "country.unknown", "I do not know this name. Please write the name of your country again."
)

# --- Neutral follow-up questions ------------------------------------------------------

# T: Follow-up after a short answer. Open, neutral, one question.
ELABORATE_1 = phrase("probe.elaborate.1", "Could you tell me more about that?")
# T: Follow-up after a short answer. Open, neutral, one question.
ELABORATE_2 = phrase("probe.elaborate.2", "What else comes to your mind about this?")
# T: Follow-up after a short answer. Open, neutral, one question.
ELABORATE_3 = phrase("probe.elaborate.3", "How would you describe it in more detail?")
# T: Follow-up to a vague answer. Open, neutral, one question.
CLARIFY_1 = phrase("probe.clarify.1", "What do you mean by that, in other words?")
# T: Follow-up to a vague answer. Open, neutral, one question.
CLARIFY_2 = phrase("probe.clarify.2", "What does this mean in your own life?")
# T: Follow-up to an answer without an example. Open, neutral, one question.
EXAMPLE_1 = phrase("probe.example.1", "Could you give me an example?")
# T: Follow-up that asks for one concrete time when it happened. Open, neutral, one question.
EXAMPLE_2 = phrase("probe.example.2", "What happened the last time you experienced this?")
# T: Follow-up that asks for one concrete time when it happened. Open, neutral, one question.
EXAMPLE_3 = phrase("probe.example.3", "Which moment do you remember best, and what happened?")
# T: Follow-up that asks for a contrast. Open, neutral, one question.
CONTRAST_1 = phrase("probe.contrast.1", "When is it different for you?")
# T: Follow-up that asks for a contrast. Open, neutral, one question.
CONTRAST_2 = phrase("probe.contrast.2", "What would be the opposite of this for you?")
# T: Follow-up that asks for the personal reason. Open, neutral, one question; no “why”, which
# T: can sound like a reproach.
REASON_1 = phrase("probe.reason.1", "What makes this important to you?")
# T: Follow-up that asks for the personal reason. Open, neutral, one question.
REASON_2 = phrase("probe.reason.2", "What led you to see it this way?")
# T: Follow-up to a wish: from the wish to the larger hope behind it. Open, one question.
HOPE_1 = phrase("probe.hope.1", "If this came true, what would it make possible for you?")
# T: Follow-up that takes up the participant's own word. {word} is that word, as it was
# T: written; it cannot be inflected.
WORD_1 = phrase("probe.word.1", "You wrote “{word}”. What does that mean to you?")
# T: Not shown. What people write when they ask back what a question means; separate the
# T: ways with |. Write how people really write it, in lower case, four to eight ways.
LISTEN_CLARIFICATION = phrase(
    "listen.clarification",
    "what do you mean|what does that mean|what does this mean|i don't understand|i do not understand|can you explain|could you explain",
)
# T: Said before the question is repeated, when somebody asked what it means.
EXPLAIN = phrase(
    "explain",
    "Please understand the question as you like, and tell me what comes to your mind.",
)

# --- At any time ----------------------------------------------------------------------

# T: Above a list of commands such as /skip and /pause with their descriptions.
HELP = phrase("help", "Just write your answer as a message. You can also send:")
# T: Description of the command /skip in the app's menu. Short, no full stop.
COMMAND_SKIP = phrase("command.skip", "Skip this question")
# T: Description of the command /undo in the app's menu. Short, no full stop.
COMMAND_UNDO = phrase("command.undo", "Take back the last answer")
# T: Description of the command /pause in the app's menu. Short, no full stop.
COMMAND_PAUSE = phrase("command.pause", "Take a break")
# T: Description of the command /resume in the app's menu. Short, no full stop.
COMMAND_RESUME = phrase("command.resume", "Go on with the interview")
# T: Description of the command /language in the app's menu. Short, no full stop.
COMMAND_LANGUAGE = phrase("command.language", "Change the language")
# T: Description of the command /privacy in the app's menu. Short, no full stop.
COMMAND_PRIVACY = phrase("command.privacy", "What happens with my answers")
# T: Description of the command /mydata in the app's menu. Short, no full stop.
COMMAND_MYDATA = phrase("command.mydata", "Get everything you hold about me")
# T: Description of the command /stop in the app's menu. Short, no full stop.
COMMAND_STOP = phrase("command.stop", "End the interview")
# T: Description of the command /delete in the app's menu. Short, no full stop.
COMMAND_DELETE = phrase("command.delete", "Delete everything I told you")
# T: Description of the command /help in the app's menu. Short, no full stop.
COMMAND_HELP = phrase("command.help", "Show what I can do here")

# T: Privacy notice, first paragraph.
PRIVACY_WHO = phrase(
    "privacy.who",
    "{organisation} runs this study. I am a computer program that asks the questions.",
)
# T: Privacy notice, second paragraph.
PRIVACY_WHAT = phrase(
    "privacy.what",
    "Your answers are stored under a random code, without your name and without your phone number. The people of the study read them. An AI model may read them to ask follow-up questions.",
)
# T: Privacy notice, third paragraph. {n} is a number of days.
PRIVACY_KEPT = counted(
    "privacy.kept",
    "Your answers are kept for {n} day after the interview.",
    "Your answers are kept for {n} days after the interview.",
)
# T: Privacy notice, fourth paragraph. Keep /mydata and /delete as they are.
PRIVACY_RIGHTS = phrase(
    "privacy.rights",
    "To see everything that is stored about you, send /mydata. To have everything deleted, send /delete.",
)
# T: Privacy notice, last paragraph. {contact} is an e-mail or web address.
PRIVACY_CONTACT = phrase("privacy.contact", "If you have questions, please write to {contact}.")

# T: Said after /pause. The button below says “Go on”.
PAUSED = phrase("paused", "Of course. Write to me or tap the button when you want to go on.")
# T: Said when somebody comes back after a break.
RESUMED = phrase("resumed", "Welcome back. We stopped here:")
# T: Said after /skip, before the next question.
SKIPPED = phrase("skipped", "That is all right. We go on to the next question.")
# T: Said after /skip when there is nothing to skip.
SKIP_NOTHING = phrase("skip.nothing", "There is no question to skip at the moment.")
# T: Said after /undo, before the question is asked again.
UNDONE = phrase("undone", "Your last answer is taken back and deleted. Here is the question again:")
# T: Said after /undo when there is nothing to take back.
UNDO_NOTHING = phrase("undo.nothing", "There is no answer to take back.")
# T: Said when somebody sends a picture, a sticker, a voice message or the like.
NON_TEXT = phrase("non-text", "I can only read text. Please answer in words.")
# T: Below a file with everything that is stored about the participant.
MYDATA = phrase("mydata", "This file holds everything that is stored about you.")
# T: Said after /delete. The buttons below say “Yes, delete” and “No, keep”.
DELETE_ASK = phrase(
    "delete.ask",
    "Do you want to delete everything you told me? The interview will end, and this cannot be undone.",
)
# T: Said when the participant decided not to delete.
DELETE_KEPT = phrase("delete.kept", "Nothing was deleted.")
# T: Said right after the participant confirmed the deletion.
DELETE_STARTED = phrase("delete.started", "I am deleting everything now.")
# T: Said when the deletion is done. {receipt} is a code such as 7F3K-92QX; {n} counts
# T: the pieces of data that were deleted.
DELETE_DONE = counted(
    "delete.done",
    "Everything is deleted ({n} record), and nothing is left. Your receipt: {receipt}",
    "Everything is deleted ({n} records), and nothing is left. Your receipt: {receipt}",
)

# --- Reminders and endings ------------------------------------------------------------

# T: First reminder, before the open question is repeated.
REMINDER = phrase(
    "reminder", "Hello again! Your interview is still open. You can go on whenever you like:"
)
# T: Last reminder, before the open question is repeated.
REMINDER_LAST = phrase(
    "reminder.last",
    "Hello again! I am still interested in your answer. I will not remind you again:",
)
# T: Said when the interview is complete.
CLOSED_COMPLETE = phrase("closed.complete", "The interview is complete. Thank you very much!")
# T: Said when the participant ended the interview with /stop. Keep /delete as it is.
CLOSED_STOPPED = phrase(
    "closed.stopped",
    "The interview has ended. Thank you for your time. What you told me so far is kept. If you want it deleted, send /delete.",
)
# T: Said when the participant did not agree to take part.
CLOSED_REFUSAL = phrase(
    "closed.refusal",
    "That is all right. Thank you for your time. If you change your mind, you can write to me again.",
)
# T: Said when the participant does not belong to the group that the study asks.
CLOSED_SCREENED_OUT = phrase(
    "closed.screened-out",
    "Thank you for your interest. This study asks other groups of people at the moment.",
)
# T: Said when the study already has enough participants of this kind.
CLOSED_OVER_QUOTA = phrase(
    "closed.over-quota",
    "Thank you for your interest. Enough people have already taken part in this study.",
)
# T: Said to somebody who writes again after the interview was completed. Keep /mydata and /delete.
CLOSED_ALREADY = phrase(
    "closed.already",
    "Your interview is already complete. Thank you! You can still send /mydata or /delete.",
)
# T: Said to somebody who wants to go on after the time for the interview has passed.
CLOSED_EXPIRED = phrase(
    "closed.expired", "The time for this interview has passed. Thank you for your interest."
)

# --- Links and places -----------------------------------------------------------------

# T: Said when the link to the study is wrong.
INVITE_UNKNOWN = phrase(
    "invite.unknown",
    "This link does not work. Please ask the person who gave it to you for a new one.",
)
# T: Said when the link to the study is too old.
INVITE_EXPIRED = phrase(
    "invite.expired",
    "This link is no longer valid. Please ask the person who gave it to you for a new one.",
)
# T: Said to somebody who came without a link.
INVITE_NEEDED = phrase(
    "invite.needed", "Please open the link to the study that you were given, and we can begin."
)
# T: Said in a group chat, where no interview is held.
GROUP = phrase("group", "I only talk in private chats. Please write to me directly.")

MODULES = (__name__, care_phrases.__name__, review_phrases.__name__, page_phrases.__name__)
"""The modules that register phrases, in the order of the catalogues."""
