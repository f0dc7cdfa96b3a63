"""What is not about scheduling: only what is known to be harmless, such as a greeting or where to park; everything else is asked."""

from __future__ import annotations

import re

from .tags import Tagged

_END = r"[.!, ]*"
_BUILDING = r"(?:building|office|clinic|street|house|lot|garage|corner|entrance|door|lobby|elevator|hospital|library|bank|church|post office|block)"
_WHERE = rf"(?:(?:behind|beside|in front of|next to|near|across from|under|around|off|on|in|at|by|opposite) (?:the |our |a )?(?:main |front |back |side |brick |parking |public |same )?{_BUILDING}|out back|in back|in the back|out front)"
_WARM = r"(?:caring|friendly|family-owned|locally owned|independent|small|busy|warm|welcoming|cozy|proud|happy|lovely|great|wonderful|compassionate|kind|dedicated|experienced|little|growing|old|new|local)"
_HARMLESS = tuple(
    re.compile(rf"{pattern}{_END}", re.I)
    for pattern in (
        r"(?:hi|hello|hey|greetings|dear all|dear team|good luck|cheers|(?:best|kind|warm) regards|regards|sincerely|best|best wishes|yours)(?: there| all| everyone| everybody| team| folks| again)?",
        r"(?:many )?(?:thanks|thank you)(?: so much| very much| a lot| again| in advance)?(?: for (?:reading|your help|your time|helping|the help|this|your patience|everything|all your help|setting this up))?",
        r"welcome(?: to (?:our|the) (?:practice|office|clinic|website))?",
        r"(?:here is|here's|this is|below is) (?:how|what) (?:we work|we do|we do it|we are)(?: here)?",
        r"let (?:me|us) know (?:what else (?:you need|is needed)|what you think)",
        rf"(?:we are|we're|it is|it's|ours is) (?:an? |the )?(?:{_WARM}(?:,| and|, and)? ?)+(?:team|practice|office|clinic|place|group|bunch|people|staff)?",
        rf"we (?:really |truly |all )?(?:love|enjoy|like|care about|care for|cherish|appreciate) (?:(?:our|your|the|all our|what) )?(?:{_WARM} )?(?:coffee|tea|dogs|cats|patients|families|clients|community|neighbors|town|kids|work|job|team|we do|pets)",
        rf"(?:(?:there is|there's|we have|you will find|find) )?(?:free |plenty of |ample |easy |some |street )*parking(?: is| can be found)?(?: (?:free|easy|limited|available|ample))*(?: {_WHERE})?",
        rf"(?:please )?park(?: your car)? {_WHERE}",
        rf"(?:we are|we're|our office is|the office is|the clinic is|find us|you will find us)(?: located)? {_WHERE}",
        r"(?:there is |we have )?(?:free |good |hot )*(?:coffee|tea|wi-?fi|water|magazines|toys)(?: and (?:coffee|tea|wi-?fi|water|magazines|toys))?(?: (?:is|are) (?:free|on us|in the lobby))?",
        r"(?:the )?(?:building|office|clinic) (?:is|has) (?:wheelchair accessible|an elevator|a ramp)",
    )
)


def is_aside(tagged_text: Tagged, text: str) -> bool:
    """Whether it is known to be about something else than when somebody may come."""
    said = re.sub(r"^[-•*·\s]+", "", text.replace("’", "'"))
    return not tagged_text.values and any(pattern.fullmatch(said) for pattern in _HARMLESS)
