"""What the interviewer says when somebody is in distress, doubts it, or leads it astray."""

from tellmore.interview.wording import phrase

# --- Distress -------------------------------------------------------------------------

# T: Said at once when somebody writes of wanting to die, of hurting themselves or of violence.
# T: Warm and calm. Says plainly that a program cannot help as a person can. Never a diagnosis.
DISTRESS = phrase(
    "distress",
    "What you write sounds very hard. I am a computer program and cannot help you the way a person can. If you or somebody else is in danger, please call the emergency number of your country or turn to somebody you trust, now.",
)
# T: {helpline} is the name and number of a helpline, as the study gives it.
DISTRESS_HELPLINE = phrase("distress.helpline", "You can get help here: {helpline}")
# T: {contact} is an e-mail or web address.
DISTRESS_CONTACT = phrase(
    "distress.contact", "You can also write to the people who run this study: {contact}"
)
# T: Asked after the message above. Buttons: “Stop here”, “Go on”.
DISTRESS_CHOICE = phrase(
    "distress.choice",
    "We can stop here or go on, as you wish. Nothing bad happens if you stop.",
)
# T: Button: end the interview. At most 15 characters.
BUTTON_STOP = phrase("button.stop", "Stop here")
# T: Not shown. What people write when they want to die, to kill or to hurt themselves, or when
# T: somebody is hurting them; separate the ways with |. Write how people really write it, in
# T: lower case, without full stop, eight to sixteen ways. Only wordings that mean it: no everyday
# T: exaggeration such as “dying of laughter”.
LISTEN_DISTRESS = phrase(
    "listen.distress",
    "i want to die|i don't want to live anymore|i do not want to live any more|i want to kill myself|i am going to kill myself|i'm going to kill myself|i want to end my life|thinking about suicide|i want to hurt myself|i hurt myself|i cut myself|my husband beats me|he beats me|they beat me|i was raped|somebody wants to kill me",
)

# --- Who asks -------------------------------------------------------------------------

# T: The answer when somebody asks whether a person or a machine is writing. Plain and honest.
IDENTITY = phrase(
    "identity",
    "I am an AI: a computer program, not a person. People of the study read the answers later.",
)
# T: Not shown. What people write when they ask whether they talk to a machine; separate the ways
# T: with |. Write how people really write it, in lower case, six to twelve ways.
LISTEN_IDENTITY = phrase(
    "listen.identity",
    "are you a robot|are you a bot|are you human|are you a human|are you a person|are you a real person|is this a bot|are you an ai|am i talking to a person|am i talking to a machine|who are you",
)
# T: Said when somebody asks for advice or help, gives orders, insults or flirts. Kind, no
# T: reproach. The question is repeated below.
REDIRECT = phrase(
    "redirect",
    "I am only here to ask questions for this study, so I cannot help with that. May we go back to the question?",
)
# T: Said when an answer takes longer than usual.
ONE_MOMENT = phrase("one-moment", "One moment, please. I am reading your answer.")

# --- Ending in own words --------------------------------------------------------------

# T: Not shown. What people write when they want to end the interview; separate the ways with |.
# T: Write how people really write it, in lower case, six to twelve ways. Only whole messages that
# T: leave no doubt.
LISTEN_STOP = phrase(
    "listen.stop",
    "i want to stop|stop the interview|end the interview|i do not want to continue|i don't want to continue|i don't want to answer any more|let's stop here|please stop",
)
# T: Asked when somebody seems to want to end the interview. Buttons: “Stop here”, “Go on”.
STOP_ASK = phrase("stop.ask", "Would you like to end the interview?")

# --- Voice messages -------------------------------------------------------------------

# T: Above the written form of a voice message.
VOICE_HEARD = phrase("voice.heard", "I understood your voice message like this:")
# T: Below the written form of a voice message.
VOICE_CORRECT = phrase(
    "voice.correct", "If something is wrong, please write it to me the way you meant it."
)
# T: Said when a voice message could not be turned into text.
VOICE_UNCLEAR = phrase(
    "voice.unclear", "I could not understand your voice message. Please write your answer as text."
)
