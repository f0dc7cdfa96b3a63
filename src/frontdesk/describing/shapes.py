"""The shapes of what practices write, and the sentence that each of them is.

A shape fits a whole piece or not at all: nothing of it is left over.  `{V}` is a visit, `{P}` a provider (`{P1}` exactly one), `{L}` a place, `{I}` insurance, `{D}` days,
`{H}` hours, `{T}` a time, `{M}` minutes, `{N}` a number, `{C}` days of closing, `{E}` dates, `{A}` an age, `{S}` a season, `{F}` what is asked for, `{R}` rooms; `{S?}` is
`[with PROVIDER] [at PLACE]`.  In a sentence `{each}` is 'every Friday', once for each day; `{not A}` is the other ages.
"""

from __future__ import annotations

from functools import cache

from .shape import Shape, compiled

TAKE = r"(?:take|takes|is|are|last|lasts|run|runs|get|gets|require|requires|need|needs|:|,|-|=)"
SEE = r"(?:see|sees|do|does|perform|performs|offer|offers|handle|handles|give|gives|provide|provides|take|takes|schedule|schedules)"
PEOPLE = r"(?:patients|clients|people|families|parents|everyone|anyone)"
WE = r"(?:we|i|the practice|the office|the clinic|our practice|our office|our clinic)"
UNIT = r"(hours?|days?|business days?)"
FAR = r"(?:ahead|in advance|out|beforehand)"
STAFF = r"(?:us|the office|the front desk|our office|our staff|staff)"
THROUGH_STAFF = rf"(?:(?:have|has|need|needs) to go through|(?:must|have to|has to|need to|needs to) be (?:booked|scheduled|made) (?:by|with|through)) {STAFF}"
MOST = r"(?:no more than|at most|not more than|max|max\.|maximum|maximum of|a maximum of|a max of|max of|limit of|limit|a limit of|up to|only|limited to)"
PER = r"(?:a|per|each|every|in a|in any|/) ?(hour|half day|half-day|day|week|month)"
OFFERED = r"(?:offered|available|done|scheduled|seen|given|held|booked|performed|provided)"
ASKS = r"(?:need|needs|require|requires|must have)"

RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    # Length ----------------------------------------------------------------------------------------------
    (rf"{{V}}{{S?}}(?: ?{TAKE})? {{M}}(?: long| each)?", ("{V}{S?} take {M} minutes",)),
    (rf"{{V}} ?{TAKE} {{M}}{{S?}}", ("{V}{S?} take {M} minutes",)),
    (r"{M} (?:is |are )?for {V}{S?}", ("{V}{S?} take {M} minutes",)),
    (
        rf"{WE} (?:book|schedule|allow|give|allot|set aside|reserve) {{M}} (?:for|per) {{V}}{{S?}}",
        ("{V}{S?} take {M} minutes",),
    ),
    (rf"{WE} (?:also )?(?:do|offer|see) {{V}},? {{M}}", ("{V} take {M} minutes",)),
    (rf"{WE} (?:give|allow|allot) {{V}} {{M}}", ("{V} take {M} minutes",)),
    (r"allow {M} for {V}{S?}", ("{V}{S?} take {M} minutes",)),
    (
        rf"(?:visits|appointments|all visits|all appointments|each visit|every visit|each appointment|every appointment) ?{TAKE} {{M}}(?: long| each)?{{S?}}",
        ("visits{S?} take {M} minutes",),
    ),
    (rf"(?:visits|appointments|all visits|all appointments){{S1}} ?{TAKE} {{M}}", ("visits{S?} take {M} minutes",)),
    (rf"(?:everything|everyone|everybody) else ?{TAKE}? ?{{M}}", ("visits take {M} minutes",)),
    (rf"all other (?:visits|appointments) ?{TAKE} {{M}}", ("visits take {M} minutes",)),
    # Starts and what is kept free -------------------------------------------------------------------------
    (
        r"(?:visits|appointments|all visits|all appointments)(?: (?:start|begin)| are (?:scheduled|booked)) every {M}{S?}",
        ("visits{S?} start every {M} minutes",),
    ),
    (r"{V}(?: (?:start|begin)| are (?:scheduled|booked)) every {M}{S?}", ("{V}{S?} start every {M} minutes",)),
    (
        rf"(?:{WE} )?(?:leave|keep|allow|need) {{M}} (?:free |open )?(after|before) (?:each |every )?{{V}}{{S?}}",
        ("keep {M} minutes free {0} {V}{S?}",),
    ),
    (
        rf"(?:{WE} )?(?:(?:leave|keep|allow|need|there (?:should|must|has to|have to) be) )?{{M}} (?:free |open )?between (?:patients|visits|appointments|all patients|all visits){{S?}}",
        ("keep {M} minutes free after visits{S?}",),
    ),
    (
        r"(?:an? |keep an? |leave an? )?{M} (?:break|gap|buffer) (after|before) (?:each|every) (?:client|patient|visit|appointment){S?}",
        ("keep {M} minutes free {0} visits{S?}",),
    ),
    # How far ahead ----------------------------------------------------------------------------------------
    (
        rf"(?:{WE} )?book (?:visits |appointments )?at (least|most) {{N}} {UNIT} (?:ahead|in advance|out|beforehand)",
        ("book visits at {0} {N} {1} ahead",),
    ),
    (
        rf"book {{V}} at (least|most) {{N}} {UNIT} (?:ahead|in advance|out|beforehand)",
        ("book {V} at {0} {N} {1} ahead",),
    ),
    (
        rf"{{V}} (?:must be|are|have to be|should be) (?:booked|scheduled) at (least|most) {{N}} {UNIT} (?:ahead|in advance|out|beforehand)",
        ("book {V} at {0} {N} {1} ahead",),
    ),
    (
        rf"(?:visits|appointments) (?:must be|are|have to be) (?:booked|scheduled) at (least|most) {{N}} {UNIT} (?:ahead|in advance|out|beforehand)",
        ("book visits at {0} {N} {1} ahead",),
    ),
    (
        rf"(?:visits|appointments) (?:can|may) be (?:booked|scheduled) up to {{N}} {UNIT} (?:ahead|in advance|out)",
        ("book visits at most {N} {0} ahead",),
    ),
    (
        rf"{PEOPLE} (?:can|may) (?:book|schedule) (?:visits |appointments )?(?:up to|at most) {{N}} {UNIT} (?:ahead|in advance|out)",
        ("patients book visits at most {N} {0} ahead",),
    ),
    (
        rf"{PEOPLE} (?:can|may) (?:book|schedule) {{V}} online (?:up to|at most) {{N}} {UNIT} (?:ahead|in advance|out)",
        ("patients may book {V} themselves", "patients book {V} at most {N} {0} ahead"),
    ),
    (
        rf"(?:{WE} )?(?:not|cannot) (?:let|allow) {PEOPLE} (?:to )?book (?:visits |appointments )?more than {{N}} (weeks?|days?|business days?) {FAR}",
        ("book visits at most {N} {0} ahead",),
    ),
    # Canceling --------------------------------------------------------------------------------------------
    (
        rf"(?:cancel|{PEOPLE} (?:may|can|must|should) cancel)(?: visits| appointments)? (?:at least|up to)? ?{{N}} {UNIT} (?:ahead|in advance|before|beforehand|prior)",
        ("patients may cancel visits up to {N} {0} ahead",),
    ),
    (
        rf"(?:cancel|{PEOPLE} (?:may|can|must|should) cancel) {{V}} (?:at least|up to)? ?{{N}} {UNIT} (?:ahead|in advance|before|beforehand|prior)",
        ("patients may cancel {V} up to {N} {0} ahead",),
    ),
    (
        rf"(?:cancel|{PEOPLE} (?:may|can|must|should) cancel) (?:at least )?{{N}} {UNIT} (?:ahead|in advance|before|beforehand|prior) for {{V}}",
        ("patients may cancel {V} up to {N} {0} ahead",),
    ),
    (
        rf"(?:{WE} (?:ask for|need|require) )?(?:give |give us )?(?:at least )?{{N}} {UNIT}'? ?(?:of )?notice (?:is required |is needed )?to cancel(?: a visit| an appointment)?",
        ("patients may cancel visits up to {N} {0} ahead",),
    ),
    (
        rf"cancellations (?:need|require) (?:at least )?{{N}} {UNIT}'? ?notice",
        ("patients may cancel visits up to {N} {0} ahead",),
    ),
    (
        rf"(?:cancel|{PEOPLE} (?:may|can|must|should) cancel)(?: visits| appointments)? (?:at least|up to|until) a (day|business day) (?:ahead|in advance|before|beforehand|prior)",
        ("patients may cancel visits up to 1 {0} ahead",),
    ),
    (
        rf"{PEOPLE} (?:may|can) cancel(?: visits| appointments)? until {{T}} (?:on )?the (day|business day) before",
        ("patients may cancel visits until {T} on the {0} before",),
    ),
    # At most ----------------------------------------------------------------------------------------------
    (rf"(?:{WE} {SEE} )?{MOST} {{N}} {{V}} {PER}{{S1?}}", ("at most {N} {V} per {0}{S?}",)),
    (
        rf"(?:{WE} {SEE} )?{MOST} {{N}} {{V}} {PER} (?:per|for each|with each|each) (provider|clinician|doctor|physician|therapist|dentist)",
        ("at most {N} {V} per {0} with each provider",),
    ),
    (rf"{{V}}: {MOST} {{N}} {PER}{{S1?}}", ("at most {N} {V} per {0}{S?}",)),
    (rf"{{P1}}:? (?:{SEE} )?{MOST} {{N}} {{V}} {PER}", ("at most {N} {V} per {0} with {P}",)),
    (
        rf"each (provider|clinician|doctor|physician|therapist|dentist) {SEE} {MOST} {{N}} {{V}} {PER}",
        ("at most {N} {V} per {1} with each provider",),
    ),
    (rf"(?:{WE} {SEE} )?{MOST} {{N}} (?:visits|appointments) {PER}{{S1?}}", ("at most {N} visits per {0}{S?}",)),
    (
        rf"(?:{WE} {SEE} )?{MOST} {{N}} (?:visits|patients) at (?:the same time|a time|once){{S1?}}",
        ("at most {N} visits at the same time{S?}",),
    ),
    (r"{V} have {N} (?:seats|spots|places)", ("{V} have {N} seats",)),
    (
        r"{V} (?:hold|holds|seat|seats|have room for|has room for) (?:up to |at most )?{N} (?:people|patients|participants|clients|children|kids)",
        ("{V} have {N} seats",),
    ),
    # Closed and away --------------------------------------------------------------------------------------
    (rf"(?:{WE} (?:are|is|am|will be) |office |clinic )?closed:? (?:on |for )?{{C}}", ("the practice is closed {C}",)),
    (rf"(?:{WE} (?:isnt) )open (?:on )?{{C}}", ("the practice is closed {C}",)),
    (r"{L1} is closed (?:on |for )?{C}", ("{L} is closed {C}",)),
    (rf"(?:{WE} (?:are|is|am) )?(?:always )?closed (?:on |every )?{{D}}", ("the practice is closed {each}",)),
    (rf"{WE} isnt open (?:on )?{{D}}", ("the practice is closed {each}",)),
    (r"{D}:? closed", ("the practice is closed {each}",)),
    (
        rf"(?:{WE} (?:are|is|am) )?closed (?:on )?{{D}} (?:afternoons|after {{T}}|from {{T}} on)",
        ("the practice is closed {each} from {T} to 24:00",),
    ),
    (rf"(?:{WE} (?:are|is|am) )?closed (?:on )?{{D}} mornings", ("the practice is closed {each} from 0:00 to 12:00",)),
    (r"{L1} (?:is|:) ?closed (?:on )?{D}", ("{L} is closed {each}",)),
    (r"{P} (?:is|are) (?:off|out|away|isnt in)(?: of the office)? (?:on |every )?{D}", ("{P*} is away {each}",)),
    (r"{P} isnt (?:in|here|available|working|in the office)(?: on)? {D}", ("{P*} is away {each}",)),
    (r"{P} not (?:work|see patients|see clients|come in|have clinic)(?: on)? {D}", ("{P*} is away {each}",)),
    (
        r"{P} (?:is|are) (?:off|out|away)(?: of the office)? (?:on |every )?{D} (?:afternoons|after {T})",
        ("{P*} is away {each} from {T} to 24:00",),
    ),
    (
        r"{P} (?:is|are|will be) (?:off|out|away|on vacation|on leave|out of the office)(?: on)?(?: from)? {E}",
        ("{P*} is away {E}",),
    ),
    (
        r"{P} (?:is|are|will be) (?:off|out|away|on vacation|on leave|out of the office)(?: on)?(?: from)? {C}",
        ("{P*} is away {C}",),
    ),
    # Who does what, and where -----------------------------------------------------------------------------
    (rf"only {{P}} {SEE} {{V}}(?: at {{L1}})?", ("only {P} offer {V}{at}",)),
    (
        rf"{{P}} (?:is|are) the only (?:one|ones|provider|providers|doctor|doctors) who {SEE} {{V}}",
        ("only {P} offer {V}",),
    ),
    (
        rf"(?:nobody|no one|no-one|no one else|none) (?:but|except|other than) {{P}} {SEE} {{V}}",
        ("only {P} offer {V}",),
    ),
    (rf"{{V}}(?: are| is)? only (?:with|by|{OFFERED} (?:by|with)) {{P}}", ("only {P} offer {V}",)),
    (rf"{{V}}(?:,|:| are| is)? (?:with|by|{OFFERED} (?:by|with)) {{P}} only", ("only {P} offer {V}",)),
    (r"{V}: {P} only", ("only {P} offer {V}",)),
    (r"{V},? (?:can )?only see {P}", ("only {P} offer {V}",)),
    (rf"(?:{WE} {SEE} )?{{V}} only with {{P}}", ("only {P} offer {V}",)),
    (rf"{{P}} (?:not|cannot|no longer) {SEE} (?:any )?{{V}}", ("{P*} does not offer {V}",)),
    (r"{P} (?:see|sees|do|does|take|takes|perform|performs) no {V}", ("{P*} does not offer {V}",)),
    (rf"{{V}} isnt {OFFERED} (?:by|with) {{P}}", ("{P*} does not offer {V}",)),
    (rf"{{L1}} not {SEE} {{V}}", ("{L} does not offer {V}",)),
    (rf"{{V}}(?: are| is)? only(?: {OFFERED})? (?:at|in) {{L}}", ("{V} are only offered at {L}",)),
    (rf"{{V}}(?: are| is)?(?: {OFFERED})? (?:at|in) {{L}} only", ("{V} are only offered at {L}",)),
    # Insurance --------------------------------------------------------------------------------------------
    (
        rf"{WE} (?:not|no longer|cannot) (?:take|accept|bill|participate with|participate in) {{I}}",
        ("the practice does not take {I}",),
    ),
    (rf"{WE} (?:stopped|have stopped) (?:taking|accepting) {{I}}", ("the practice does not take {I}",)),
    (rf"{WE} isnt (?:in network with|contracted with|accepting|taking) {{I}}", ("the practice does not take {I}",)),
    (r"{P1} (?:not|no longer|cannot) (?:take|takes|accept|accepts|bill|bills) {I}", ("{P} does not take {I}",)),
    (r"{L1} (?:not|no longer|cannot) (?:take|takes|accept|accepts|bill|bills) {I}", ("{L} does not take {I}",)),
    (rf"{WE} only (?:take|takes|accept|accepts) {{I}}", ("the practice only takes {I}",)),
    (r"{P1} only (?:takes|accepts|take|accept) {I}", ("{P} only takes {I}",)),
    (r"{L1} only (?:takes|accepts) {I}", ("{L} only takes {I}",)),
    # Which patients ---------------------------------------------------------------------------------------
    (
        r"{P} (?:only (?:see|sees|take|takes)|(?:see|sees|take|takes) only|(?:see|sees|take|takes)) {V}(?: only)",
        ("visits with {P} are for {kind} patients",),
    ),
    (
        r"{P} (?:only (?:see|sees|take|takes)|(?:see|sees|take|takes) only) {V}",
        ("visits with {P} are for {kind} patients",),
    ),
    (rf"{WE} (?:only (?:see|take|accept)|(?:see|take|accept) only) {{V}}", ("visits are for {kind} patients",)),
    (rf"(?:{WE} )?(?:isnt|not) (?:currently )?(?:accepting|taking) {{V}}", ("visits are for {other kind} patients",)),
    (rf"{WE} (?:not|no longer) (?:accept|take) {{V}}", ("visits are for {other kind} patients",)),
    (r"{P} isnt (?:currently )?(?:accepting|taking|seeing) {V}", ("{P*} does not offer {V}",)),
    (
        r"{V}{S?}(?: are| is)?(?: only)? for (new|established|existing) patients(?: only)?",
        ("{V}{S?} are for {est} patients",),
    ),
    (
        rf"{WE} (?:only )?(?:see|treat|take|accept) (?:kids|children|patients|people|pts|clients)?(?: who are)? ?{{A}}(?: only)?",
        ("visits are for patients {A}",),
    ),
    (
        r"{P} (?:only )?(?:see|sees|treat|treats|take|takes|work with|works with) (?:only )?(?:kids|children|patients|people|clients)?(?: who are)? ?{A}(?: only)?",
        ("visits with {P} are for patients {A}",),
    ),
    (
        rf"{WE} (?:not|cannot) (?:see|treat|take|accept) (?:kids|children|patients|people|anyone|anybody|clients)?(?: who are)? ?{{A}}",
        ("visits are for patients {not A}",),
    ),
    (
        r"{P} (?:not|cannot) (?:see|treat|take|work with) (?:kids|children|patients|people|anyone|anybody|clients)?(?: who are)? ?{A}",
        ("visits with {P} are for patients {not A}",),
    ),
    (r"no (?:kids|children|patients|clients|one) {A}", ("visits are for patients {not A}",)),
    (r"nobody {A}", ("visits are for patients {not A}",)),
    (r"no {V} for (?:kids|children|patients|anyone|clients) {A}", ("{V} are for patients {not A}",)),
    (
        r"{V}{S?}(?: are| is)?(?: only)? for (?:kids|children|patients|clients) {A}(?: only)?",
        ("{V}{S?} are for patients {A}",),
    ),
    # Approval and information -----------------------------------------------------------------------------
    (rf"{{V}}{{S?}} {ASKS} approval", ("{V}{S?} need approval",)),
    (r"{V}{S?} (?:must|have to|need to) be approved", ("{V}{S?} need approval",)),
    (
        rf"{{V}}{{S?}} {ASKS} approval (?:from|by|of) (?:a|any) (?:clinician|(doctor|physician))(?: first| before booking)?",
        ("{V}{S?} need approval from a clinician",),
    ),
    (
        rf"{{V}}{{S?}} {ASKS} (?:a|any) (?:clinician|(doctor|physician))'s approval(?: first| before booking)?",
        ("{V}{S?} need approval from a clinician",),
    ),
    (
        r"{V}{S?} (?:must|have to|need to) be approved by (?:a|any) (?:clinician|(doctor|physician))(?: first| before booking)?",
        ("{V}{S?} need approval from a clinician",),
    ),
    (rf"{WE} answer (?:all |every )?requests? within {{N}} {UNIT}", ("requests wait at most {N} {0} for approval",)),
    (rf"{{I}} patients {ASKS} approval", ("visits need approval when the insurance is {I}",)),
    (
        rf"{{V}} {ASKS} approval (?:for|with|when the insurance is) {{I}}(?: patients)?",
        ("{V} need approval when the insurance is {I}",),
    ),
    (
        rf"(?:patients|clients|anyone|people) (?:with|who have|who has) {{N}} (?:or more no-shows|no-shows or more) {ASKS} approval",
        ("visits need approval when the patient has {N} or more no-shows",),
    ),
    (
        r"{V}{S?} (?:need|needs|require|requires) {F}(?: before booking| in advance of booking| to be booked)?",
        ("{V}{S?} need {F} before booking",),
    ),
    (r"{F} (?:is|are) (?:required|needed|necessary) for {V}(?: before booking)?", ("{V} need {F} before booking",)),
    (
        r"{F} (?:is|are) (?:required|needed|necessary) for {I}(?: patients)?(?: before booking)?",
        ("visits need {F} before booking when the insurance is {I}",),
    ),
    (
        r"{I} patients (?:need|require) {F}(?: before booking)?",
        ("visits need {F} before booking when the insurance is {I}",),
    ),
    (
        r"(?:patients|kids|children|clients|minors|anyone) {A} (?:need|needs|require|requires) {F}(?: before booking)?",
        ("visits need {F} before booking when the patient is {A}",),
    ),
    # Rooms ------------------------------------------------------------------------------------------------
    (r"{V}{S?} (?:need|needs|require|requires|use|uses) {R}", ("{V}{S?} need {R}",)),
    (r"{V} (?:are|is) (?:always |only )?(?:done |held |performed )?in {R}", ("{V} need {R}",)),
    # What patients book themselves ------------------------------------------------------------------------
    (
        rf"{PEOPLE} (?:can|may) (?:book|schedule|make|self-schedule) {{V}} (?:online|themselves)",
        ("patients may book {V} themselves",),
    ),
    (
        rf"{PEOPLE} (?:can|may) (?:book|schedule|make) (?:visits|appointments|their visits|their appointments|their own visits|their own appointments) (?:online|themselves)",
        ("patients may book visits themselves",),
    ),
    (
        r"{V} (?:can|may) (?:book|schedule) (?:online|themselves)",
        ("patients may book visits themselves when the patient is {kind}",),
    ),
    (r"{V} (?:can|may) (?:book|schedule) (?:online|themselves)", ("patients may book {V} themselves",)),
    (
        r"{V} cannot (?:book|schedule) (?:online|themselves)",
        ("patients may not book visits themselves when the patient is {kind}",),
    ),
    (r"{V} cannot (?:book|schedule) (?:online|themselves)", ("patients may not book {V} themselves",)),
    (r"{V} (?:can|may) be (?:booked|scheduled|made) online", ("patients may book {V} themselves",)),
    (
        rf"{PEOPLE} cannot (?:book|schedule|make|self-schedule) {{V}} (?:online|themselves)",
        ("patients may not book {V} themselves",),
    ),
    (r"{V} cannot be (?:booked|scheduled|made) online", ("patients may not book {V} themselves",)),
    (
        rf"(?:but )?{{V}} {THROUGH_STAFF}",
        ("patients may not book visits themselves when the patient is {kind}",),
    ),
    (rf"(?:but )?{{V}} {THROUGH_STAFF}", ("patients may not book {V} themselves",)),
    (r"(?:but )?no online (?:booking|scheduling) (?:for|of) {V}", ("patients may not book {V} themselves",)),
    # Days and times ---------------------------------------------------------------------------------------
    (rf"{{V}}{{S?}}(?: are| is)? only(?: {OFFERED})? {{W}}", ("{V}{S?} are only offered {W}",)),
    (r"{V}{S?} (?:must be|must start|have to be|need to be) (before|after) {T}", ("{V}{S?} are only offered {0} {T}",)),
    (rf"{{V}}{{S?}}(?: are| is)?(?: {OFFERED})? {{W}} only", ("{V}{S?} are only offered {W}",)),
    (rf"{{P}} {SEE} {{V}} only {{W}}", ("{V} with {P} are only offered {W}",)),
    (rf"{{P}} {SEE} {{V}} {{W}} only", ("{V} with {P} are only offered {W}",)),
    (rf"(?:{WE} (?:have|see|do|offer|schedule) )?no {{V}}{{S?}} {{W}}", ("{V}{S?} are not offered {W}",)),
    (
        rf"(?:{WE} (?:have|see|do|offer|schedule) )?no {{V}} {{W}} except with {{P}}",
        ("{V} are not offered {W} except with {P}",),
    ),
    (r"no {V} {W} with {P}", ("{V} with {P} are not offered {W}",)),
    (rf"{{V}}{{S?}} isnt {OFFERED} {{W}}", ("{V}{S?} are not offered {W}",)),
    (rf"{{V}}{{S?}} isnt {OFFERED} {{W}} except with {{P}}", ("{V} are not offered {W} except with {P}",)),
    (rf"{WE} not {SEE} (?:any )?{{V}} {{W}}", ("{V} are not offered {W}",)),
    (rf"{{P}} not {SEE} (?:any )?{{V}} {{W}}", ("{V} with {P} are not offered {W}",)),
    (
        rf"(?:no (?:visits|appointments|patients)|{WE} not see patients|{WE} have no (?:visits|appointments)) {{W}}",
        ("visits are not offered {W}",),
    ),
    (r"{P} not see patients {W}", ("visits with {P} are not offered {W}",)),
    # Between visits, what comes first, told, late ---------------------------------------------------------
    (r"at least {N} (days|weeks|months) between {V}", ("at least {N} {0} between {V}",)),
    (
        r"(?:schedule |space )?{V} (?:are |must be |at )?(?:at least )?{N} (days|weeks|months) apart or more",
        ("at least {N} {0} between {V}",),
    ),
    (r"{V} (?:are |must be )?at least {N} (days|weeks|months) apart", ("at least {N} {0} between {V}",)),
    (
        r"{V}(?: are)?(?: only)?(?: within) {N} (days|weeks|months) of the last visit",
        ("{V} are within {N} {0} of the last visit",),
    ),
    (
        r"{V}(?: are)? at least {N} (days|weeks|months) after the last {V2}",
        ("{V} are at least {N} {0} after the last {V2}",),
    ),
    (
        r"{V} (?:need|needs|require|requires) (?:a |an )?(completed )?{V2} (?:first|before|beforehand)",
        ("{V} need a {0}{V2} first",),
    ),
    (r"{V} only after (?:a |an )?(completed )?{V2}", ("{V} need a {0}{V2} first",)),
    (
        r"(?:patients|clients|anyone|people|patients who (?:are|come)) (?:more than|over) {N} minutes late (?:for {V} )?(?:are|will be|must be) rescheduled",
        ("patients more than {N} minutes late for {V?} are rescheduled",),
    ),
    (
        r"{V} (?:should |must |please |need to )?(?:arrive|come) {N} minutes early(?: (?:to|and) (?:fill out|complete|do) (?:the |their )?(?:new patient )?(?:forms|paperwork))?",
        ("patients come {N} minutes early for {V}",),
    ),
    (
        r"(?:patients )?(?:should |must |please )?(?:arrive|come) {N} minutes early for {V}",
        ("patients come {N} minutes early for {V}",),
    ),
    (
        r"(?:patients )?(?:should |must |please )?(?:arrive|come) {N} minutes early",
        ("patients come {N} minutes early for visits",),
    ),
)


@cache
def shapes() -> tuple[Shape, ...]:
    return tuple(Shape(compiled(pattern), sentences) for pattern, sentences in RULES)
