"""What is said in the last minutes: the summary, what to take along, codes, the next part."""

from tellmore.interview.wording import counted, phrase

# --- Summary --------------------------------------------------------------------------

# T: Above a short summary of what the participant said.
SUMMARY_INTRO = phrase("summary.intro", "This is how I understood you, in short:")
# T: Below the summary. Four buttons, from “Not at all” to “Very well”.
SUMMARY_ASK = phrase("summary.ask", "How well does this say what you think?")
# T: Button, the lowest of four grades. At most 15 characters.
SUMMARY_1 = phrase("button.summary.1", "Not at all")
# T: Button, the second of four grades. At most 15 characters.
SUMMARY_2 = phrase("button.summary.2", "A little")
# T: Button, the third of four grades. At most 15 characters.
SUMMARY_3 = phrase("button.summary.3", "Mostly")
# T: Button, the highest of four grades. At most 15 characters.
SUMMARY_4 = phrase("button.summary.4", "Very well")
# T: Asked when the summary was not right.
SUMMARY_CORRECT = phrase(
    "summary.correct", "What is wrong or missing? Please tell me in your own words."
)
# T: Said after the participant corrected the summary.
SUMMARY_NOTED = phrase("summary.noted", "Thank you. Your correction is kept with your answers.")
# T: Above a few sentences that the participant may keep for themselves.
TAKEAWAY = phrase("takeaway", "This is for you to keep:")

# --- Reading again --------------------------------------------------------------------

# T: Said before the participant decides whether the conversation may be published. The answers
# T: follow below, each with a number.
REVIEW_INTRO = phrase(
    "review.intro", "Before you decide: these are your answers. You can remove any of them."
)
# T: Below the numbered answers. The button says “Keep all”. Keep the numbers 2 and 5.
REVIEW_ASK = phrase(
    "review.ask",
    "To remove answers, please write their numbers, for example: 2, 5. To keep everything, tap the button.",
)
# T: Button: remove no answer. At most 15 characters.
BUTTON_KEEP_ALL = phrase("button.keep-all", "Keep all")
# T: Said after answers were removed; {n} is how many.
REVIEW_REMOVED = counted("review.removed", "{n} answer was removed.", "{n} answers were removed.")
# T: Said when no answer has the number that was written.
REVIEW_UNKNOWN = phrase(
    "review.unknown", "There is no answer with this number. Please write the numbers again."
)

# --- Codes and links ------------------------------------------------------------------

# T: {code} is a code such as K7Q2-M4XD that proves that somebody took part.
CODE = phrase("code", "Your completion code: {code}")
# T: {link} is a web address.
CODE_LINK = phrase("code.link", "To confirm that you took part, please open this link: {link}")
# T: {link} is a web address that leads to this same interview on another app or device.
HANDOVER = phrase(
    "handover", "To go on in another app or on another device, please open this link: {link}"
)
# T: Description of the command /move in the app's menu. Short, no full stop.
COMMAND_MOVE = phrase("command.move", "Go on in another app")
# T: Said at the end. {link} is a web address.
REFERRAL = phrase(
    "referral",
    "If you know other people who may want to take part, you can send them this link: {link}",
)

# --- Later parts and reminders --------------------------------------------------------

# T: Asked at the end. Buttons: Yes, No.
RECONTACT_ASK = phrase(
    "recontact.ask",
    "May we write to you again later, for another part of this study? You are free to say no.",
)
# T: First sentence of a later part, to somebody who agreed to be contacted again.
RECONTACT_HELLO = phrase(
    "recontact.hello",
    "Hello again! You said that we may write to you for another part of the study.",
)
# T: Button below a reminder. At most 15 characters.
BUTTON_NO_REMINDERS = phrase("button.no-reminders", "No reminders")
# T: Said after the button “No reminders”.
REMINDERS_OFF = phrase(
    "reminders.off", "I will not send you any reminders. Your interview stays open."
)

# --- Links that lead nowhere ----------------------------------------------------------

# T: Said when a link for one person was used before.
INVITE_USED = phrase(
    "invite.used",
    "This link was already used. Please ask the person who gave it to you for a new one.",
)
# T: Said while the study takes nobody in.
INVITE_PAUSED = phrase(
    "invite.paused",
    "This study is not taking new participants at the moment. Please try again later.",
)
# T: Said when the people of the study have closed a link.
INVITE_CLOSED = phrase("invite.closed", "This link is closed. Thank you for your interest.")
# T: Said to somebody who took part before, perhaps in another app.
INVITE_TAKEN_PART = phrase(
    "invite.taken-part", "You have already taken part in this study. Thank you!"
)
