"""Words of an emergency, in both languages: one list for texts, requests and answers, wherever somebody writes to a practice."""

from __future__ import annotations

import re
import unicodedata

# `~` stands for up to three words in between; `#` for a number of pills that nobody is told to take at once.
_MANY = (
    r"(?:(?:[5-9]|\d{2,})(?! m[cl]?gs?\b)|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|hundred|dozens?"
    r"|bunch|handful|fistful|lots?|bottle|pack|box|cinco|seis|siete|ocho|nueve|diez|quince|veinte|treinta|cuarenta|cincuenta|cien"
    r"|muchas|todas|punado|monton|frasco|caja)"
)
_PILLS = (
    r"(?:pills?|tablets?|capsules?|caplets?|meds|tylenols?|advils?|aspirins?|ibuprofens?|acetaminophens?|xanax|ambien|benadryls?|percocets?|oxys?|opioids?"
    r"|pastillas?|pildoras?|tabletas?|capsulas?|aspirinas?|paracetamol(?:es)?|ibuprofeno)"
)
_TOLD = r"(?! (que (le|me|nos|te) (recet|mand|indic|dio|dieron|dijo)|recetad|para (el|la|los|las)\b))"
_KEPT = r"(?:pastillas?|pildoras?|tabletas?|capsulas?|medicinas?|medicamentos?)"  # what nobody tells a child to take by itself
_CANT = r"(?:cant|cannot|can not|can t|couldnt|could not|unable to|not able to)"
_YOUNG = r"(?:[1-9]|1[0-2]|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|few|couple)"  # of the weeks of a newborn
_NEWBORN = rf"(?:newborns?|{_YOUNG} weeks? old|(?:\d\d?|{_YOUNG}) days? old|(?:[12]|one|two) months? old)"
_CHILD = r"(?:bab(?:y|ies)|infant|newborn|toddler|twins?|kids?|child(?:ren)?|son|daughter|boys?|girls?|grand(?:son|daughter|kids?|child(?:ren)?))"
_KIN = r"(?:husband|wife|spouse|partner|boyfriend|girlfriend|fiancee?|mom|mother|mama|dad|father|grand(?:ma|pa|mother|father)|brother|sister|family|roommate)"
_BEATER = rf"(?:{_KIN}|ex|bf|gf|step ?(?:dad|father|mom|mother|son|brother)|son|daughter|uncle|cousin|neighbor|caregiver|aide|man|guy|he|she|someone|somebody)"
_STRUCK = r"(?:hit(?!s)|punch(?:ed|es|ing)|slap(?:ped|s|ping)|kick(?:ed|s|ing)(?! (?:me|us) out)|beat(?:s|en|ing)?|attack(?:ed|s|ing)|assault(?:ed|s|ing)|strangl\w+|chok(?:ed|es|ing)|abus(?:ed|es|ing)|molest\w+)"
_SNAKES = r"(?:(?:rattle)?snakes?|copperhead|cottonmouth|viper|cobra|scorpion|black widow|brown recluse)"
_HARM = r"(?:hurt|harm|kill|shake|smother|drown|strangle|choke|suffocate|stab)"
_HARMING = r"(?:hurting|harming|killing|shaking|smothering|drowning|strangling|choking|suffocating|stabbing)"
_ENGLISH = (
    # heart and stroke
    r"chest ~(pain\w*|pressure|hurt\w*|tight\w*|ach(e|es|ing)|heav\w*|crush\w*)",
    r"(pain|pressure|tight\w*|heav\w*|crush\w*|squeez\w*) ~~chest",
    r"heart attack|cardiac arrest|heart (has )?stopped|stroke|slur\w*",
    r"(face|mouth|arm) ~droop\w*|droop\w* ~(face|mouth|arm)",
    r"(cant|cannot|can not|can t) (speak|talk|move(?! (it to|this|(the|my|our|that|his|her) (\w+ )?(appointments?|appts?|visits?|date|time|schedule|meeting|day))\b)|feel my (face|arms?|legs?))|(numb|weak)\w* ~one side|one side ~(numb|weak)\w*",
    # breath
    r"(cant|cannot|can not|can t|couldnt|could not|unable to|hard to|hard time|trouble|difficult\w*|struggl\w*|barely) ~breath\w*",
    r"(not|isnt|stopped|stops) breathing|short\w* of breath|out of breath|breathless\w*|gasp\w*|(lips|face) ~blue|turn(s|ed|ing) blue|chok(e|es|ed|ing)",
    # consciousness and blood
    r"(?<!you are )(?<!youre )(?<!office is )(not|isnt|wasnt|stopped|wont|doesnt|barely) (respond\w*|react\w*|waking|moving or)(?! to\b(?! (me|us|my|our|his|her|touch|voice|pain|anything)\b))",
    r"(lips|face|skin) ~(gr[ae]y|purple)|(cant|cannot|wont|couldnt) (wake|rouse) ~(up|him|her|them)|drown(ed|ing)|electrocut\w*",
    r"(vomit\w*|throwing up|coughing up|cough\w* up|spitting up|puking) ~blood|blood ~vomit|snake ?bite|bitten by a (snake|rattlesnake)",
    r"(been|was|got|were) (shot|stabbed|raped|sexually assaulted)|raped (me|her|him)|(hit|hurt) (my|his|her|their) head ~~(confus\w*|vomit\w*|throwing|unconscious|sleepy|dizzy)",
    # a baby that is not born yet
    r"(baby|fetus) ~(not|isnt|hasnt|stopped|wont|doesnt|less) ~(mov\w*|kick\w*)|(cant|cannot|dont|havent|not|no longer) (feel|felt|feeling) ~baby(?! ?sitter)",
    r"(waters?|water bag) (just |has |have )?broken?|(going into|in|having) (early |preterm )?labor(?! day)|baby is coming(?! (to|with|in for)\b)",
    r"bleed(s|ing)?|unconscious|unresponsive|pass(ed|ing)? out|faint(ed|ing)|collapsed|(wont|cant|cannot|does not|doesnt) wake|seizures?|convuls\w*",
    # too much of something
    r"overdos\w*|too many ~(pills?|tablets?|capsules?)|(took|taken|swallowed|drank) ~(too much|all|whole) ~(pills?|tablets?|medicines?|medication|meds|bottle)",
    r"(took|taken|swallow\w*|ate|eaten|downed|drank|(going to|gonna|about to|want to|will|might) take) ~#~%",
    r"poison\w*\b(?! (ivy|oak|sumac))|(drank|swallowed) ~(bleach|batter\w*|cleaner|antifreeze)",
    # hurting oneself or others
    r"suicid\w*|self ?harm\w*|(kill|hurt|harm|hang|shoot|stab)\w* (myself|himself|herself|themselves|themself)|cut(s|ting)? (myself|himself|herself)",
    r"(cut|cuts|cutting|slit|slits|slitting|slash\w*) (my |his |her |their )(\w+ )?(wrists?|veins?|throat|arms|thighs?)",
    r"(want\w*|wish\w*|going|ready|plan\w*) to (die|be dead)|wish i (was|were) dead|better off dead|(dont|not|no longer) want to (live|be alive)|no reason to live",
    r"(dont|not|no longer|do not|doesnt|does not) want to (be here|go on|wake up|exist)( any ?more| any longer| again| ever)|nothing (left )?to live for|cant go on (living|any ?more|like this)",
    r"(have|has|got|holding) (a|my|his|her) (gun|pistol|rifle|noose)|(going|want\w*|trying|threat\w*) to (kill|shoot|stab|strangle) me|cant do this any ?more",
    r"(is|are|was|keeps|started|still) (seizing|convulsing)(?! (up|on|the)\b)|seizing right now|left arm ~(numb|tingl\w*|hurt\w*|ach\w*|pain)|numb\w* ~left arm",
    r"(everyone|everybody|they|family) (would|will|d|is) (be )?better off without me",
    r"(end|take)(s|ing)? (my|his|her|their) (own )?life|taking (my|his|her|their) (own )?life|end(ing)? it all",
    r"(want\w*|going|plan\w*) to (kill|shoot|stab) (someone|somebody|people|him|her|them|my \w+)",
    # allergy
    r"anaphyla\w*|(severe|bad|serious|terrible|violent) ~allergic reaction|(throat|tongue) ~(clos\w*|swell\w*|swollen)|(swell\w*|swollen) ~(throat|tongue)",
    # as it is typed in a hurry, or said so that it is not said
    r"no pulse|heart (isnt|is not|not|has stopped|stopped) beating|(is|went|goes|all|so) limp|limp baby|blood everywhere|odd? on|oded|overdosing",
    r"unalive|kms|kill my self|off myself|(feel\w* like|feel\w* (as if|like) (im|i am)) dying|(i am|im) dying(?! (to|for)\b)",
    r"(beating|beats|hitting|hits|strangl\w+|choked|he hit|she hit) (me|us|my (kids?|children|son|daughter|baby|mom|mother))",
    r"911|emergency(?! contacts?\b)|ambulance",
    # what a clinic hears of on the telephone, and nobody should wait with
    r"(worst|thunderclap|sudden) ~headache|sudden\w* ~(vision|sight|blind\w*)|(suddenly|all of a sudden) ~(cant|cannot) see",
    r"(face|lips?) ~(swell\w*|swollen)|(swell\w*|swollen) ~(face|lips?)",
    r"(numb|weak)\w* ~(left|right) side|(left|right) side ~(numb|weak)\w*",
    r"(having|(think|afraid|believe) i(m| am)|may be|might be) ~miscarr\w*|miscarrying",
    r"(bled|bleed\w*|soak\w*|filled) through ~pads?|pads? (an|every|per|each) hour",
    r"contractions? ~(apart|every|minutes?|mins?)|leaking ~fluid",
    r"sugar (is |was |reads |down to |over |of )?([3-9]\d\d|[1-4]\d)(?!\d)(?! (points?|percent|grams?))|sugar (is )?(too|very|really) (low|high)",
    r"(fell|fall|falling|accident|crash\w*) ~~(hit|bang\w*|struck|cracked) (my|his|her|their) head",
    r"(dont|do not|doesnt|does not|not|never) (feel |feeling )?safe (at home|at my house|with (him|her|my \w+))",
    # a fever that harms, in Fahrenheit; and what a small child has swallowed
    r"(fever|temp|temperature) ~(10[4-9]|110)(?!\d)|(10[4-9]|110) (\d )?(degrees? |f )?(fever|temp|temperature)",
    r"(son|daughter|baby|toddler|child|kid|boy|girl|he|she) (just |has |have |may have |might have )?(swallowed|ate|got into|drank) (?!(his|her|their|and)\b)~(pills?|tablets?|medicines?|meds|batter\w*|magnets?|bleach|poison)",
    # who cannot be woken, and who lies where they fell
    rf"{_CANT} (wake|rouse|arouse|awaken) (him|her|them|my|our|the|mom|dad|grandma|grandpa|baby)|(hard|difficult|impossible) to (wake|rouse|arouse|awaken) (him|her|them|my|our|the (baby|child|kid))"
    rf"|{_CANT} get ~(awake|to wake|to respond|to breathe)",
    rf"(fell(?! asleep| behind)|fallen|fall|slipped|tripped|(on|off) the (floor|ground)|down the (stairs|steps)) ~~({_CANT}|wont|doesnt) (get (back )?up|stand( back)?( up)?\b(?! (for|long))|move\b|get to (my|his|her) feet)",
    rf"{_CANT} (get|stand) (back )?up ~~(fell(?! asleep)|fallen|fall|floor|ground)|{_CANT} get (up )?(off|from) (of )?the (floor|ground|bathroom floor)",
    # a stroke, in other words than its own; and sight that is gone
    r"(half|side|part) (of )?(my |his |her |the )?(face|body|mouth) ~(numb|numbness|weak|droop\w*|sag\w*|paraly\w*|tingl\w*|fell|dead|frozen|drop\w*)",
    r"(numb|numbness|weak|weakness|paraly\w*) ~~(half|side|part) (of )?(my |his |her |the )?(face|body|mouth)|(face|mouth) ~(numb|numbness|paraly\w*|crooked|lopsided|twisted|uneven)\b(?! (cream|gel))",
    r"(numb|numbness|weakness|paraly\w*) (in|of|on) (my |his |her |the |one |left |right )*(face|side)|smile ~(crooked|lopsided|uneven)",
    rf"({_CANT}|lost ~) ?(feel|move|feeling|movement) (in )?(half|(one|the|my|his|her|left|right) ~(side|half|face|arms?|legs?|body))",
    rf"{_CANT} see (anything |nothing )?(out of|from|with|in|through) (my |his |her |the )?(left |right |one |either |both |other )?eyes?",
    r"(lost|losing) (my |his |her |the |all |some )*(vision|sight|eyesight)(?! (card|insurance|plan|coverage|benefits?|exam|test|appointment))|(vision|sight|eyesight) (is |has |just |suddenly |all )*(gone|went|lost|disappear\w*|black)|(went|going|gone) blind|(everything|vision|eye) ~(went|gone|turned|turning|goes) (black|dark|blank)|curtain ~~(vision|eyes?|sight)",
    # a fever, however low, in who was just born
    rf"{_NEWBORN} ~~(?<!no )(?<!without )(?<!without a )(?<!any )(fever\w*|(temp|temperature) ~(10[0-4])(?!\d)|(has|have|running|with|got|spiked) (a |an )?(high )?(temp|temperature)\b(?! (of |is )?9\d)|burning up)",
    rf"(?<!no )(?<!without )(?<!any )(fever\w*|(temp|temperature) ~10[0-4]) ~~{_NEWBORN}|(fever|temp|temperature) ~~newborn(?! (visit|check|screen))",
    # blood that is lost, and poison that came by a bite
    r"(lost|losing|loses|lose) (a lot of |lots of |a ton of |tons of |so much |too much |much )?blood(?! (pressure|sugar|test|work|thinner|order|result|draw|glucose|type))|blood (is |keeps |was )?(gush\w*|pour\w*|spurt\w*|squirt\w*|spray\w*)|(gush|pour|spurt|squirt|spray)\w* (of |out |with )*blood",
    rf"{_SNAKES} ~(bit|bitten|bites?|stung|sting|stings)\b|(bit|bitten|stung|bite|bites|sting|attacked) (by|from) (an? |the |some |my )?(\w+ )?{_SNAKES}",
    # who is struck, or is about to strike
    rf"{_BEATER} (just |has |have |had |is |was |keeps |started |always |again |almost |really |tried to |wants to |threatened to |threatens to |will |going to |gonna )*({_STRUCK}|{_HARM}|{_HARMING}) (me|us|my ({_CHILD}|{_KIN}))(?! (up if|up for|up when|with (a|the) (bill|question)))",
    rf"{_BEATER} (just |has |had |keeps )*(push\w*|shov\w*|thr(ew|ows|own)|dragg\w*) (me|us|her|him|my \w+) (down|into|against|off|out of|onto|to the (floor|ground))|(i am|im|we are|were|is|am|are|getting|get|was|got) (being |getting )?(abused|beaten|attacked|assaulted|molested|strangled)( up)?( by)?\b",
    rf"(thoughts?|thinking|urges?|images|visions|fantas\w*|dream\w*|impulses?) (of|about|to|that i) ({_HARM}|{_HARMING}) (my |the |our |his |her |this )?(own )?(\w+ )?({_CHILD}|{_KIN}|others|people|someone|somebody|him|her|them)",
    rf"(?<!dont )(?<!not )(?<!never )(want|wants|wanted|going|gonna|need|about|threaten\w*|tempted|feel like|feeling like|afraid of|scared of|close to|afraid to) (to )?({_HARM}|{_HARMING}) (my|the|our|his|her|this|these) (own )?(\w+ )?({_CHILD}|{_KIN})",
    rf"(i|ill|im|he|shell|hell|she|we) (will|might|may|could|would|am going to|going to|gonna|almost|nearly|am gonna|will probably|just|wanna|am about to|about to)? ?(?<!dont ){_HARM} (my|our|his|her|these) (own )?(\w+ )?{_CHILD}|voices ~(telling|tell|told|say\w*|want\w*) ~(hurt|kill|die|harm|jump|cut)",
    # what else nobody waits with
    r"asthma attack|bone (is |was )?(stick\w*|pok\w*|com\w*|show\w*) (out|through)|electric shock|(bp|blood pressure) ~(1[89]\d|2\d\d) (over )?1[2-9]\d(?!\d)",
    r"(wont|will not|cant|cannot|doesnt|does not|didnt) stop (the )?(bleeding|seizing|convulsing|throwing up blood|vomiting blood)",
)
_NO_PUEDE = r"no (?:me |se |nos |lo |la |le |los |las )?(?:puedo|puede|podemos|pueden|pude|pudo|logro|logra|logramos|logran|logre|consigo|consigue|hay (?:manera|forma|modo) de|hay como)"
_HIJO = r"(?:bebe|bebita|bebito|hij[oa]s?|nin[oa]s?|nen[ea]s?|gemel[oa]s?|niet[oa]s?|recien nacid[oa]|herman\w+)"
_SUYO = r"(?:espos[oa]|marido|mujer|novi[oa]|pareja|ex|mama|papa|madre|padre|suegr[oa]|abuel[oa]|abuelit[oa]|familia|herman[oa]|ti[oa])"
_GOLPEA = rf"(?:{_SUYO}|padrastro|madrastra|hij[oa]|cunad[oa]|vecino|hombre|tipo|el|ella|alguien)"
_GOLPES = r"(?:peg[oa]|pegando|pegado|golpe[oa]|golpeando|golpeado|pate[oa]|ahorc[oa]|ahorcando|estrangul\w+|atac[oa]|abofete\w+|cachete[oa]|maltrat\w+|abus[oa]|viol[oa]|empuj[oa]|apunal\w+|(?:amenaz|quier|v)\w+ (?:con |a )?matar(?:me|nos)?)"
_DANAR = r"(?:lastim|dan|mat|ahog|sacud|asfixi|golpe|peg|apunal)[aei]r(?:l[aeo]s?)?|hacer(?:l[aeo]s?)? dano"
_SEMANAS = r"(?:(?:\d|1[0-2]|una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|pocas) semanas?|(?:\d\d?|un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|pocos) dias?|(?:1|2|un|dos) mes(?:es)?)"
_VIBORA = r"(?:vibora|serpiente|culebra|cascabel|coralillo|alacran|escorpion|viuda negra)"
_DORMIDA = r"(?:dormid[oa]|adormecid[oa]|entumecid[oa]|entumid[oa]|paraliz\w+|caid[oa]|muert[oa]|torcid[oa]|chuec[oa])"
_SPANISH = (
    r"(dolor\w*|duel\w*|presion|opresion|punzadas?) ~pecho|pecho ~(duel\w*|apriet\w*|apretad\w*|oprim\w*)",
    r"infart\w*|ataque (al|del|de) corazon|(ataque|paro) cardiaco|derrames?|embolia",
    r"(cara|boca|brazo) ~(caid\w*|torcid\w*|chuec\w*)|(caid\w*|torcid\w*|chuec\w*) ~(cara|boca)|arrastr\w* ~(palabras|habla)|no (puedo|puede) (hablar|mover\w*(?! (mi|la|el|esta|esa|su) (cita|visita|fecha|hora|dia|consulta)))",
    r"no (puedo|puede|pueden|logro|logra) ~respirar|no respira|(cuesta|dificult\w*|trabajo|apenas|problemas?|dejo) ~respir\w*|falta\w* ~(aire|aliento)|sin aliento",
    r"me ahogo|se ahoga|ahogando\w*|asfixi\w*|atragant\w*",
    r"(?<!tratamiento )(?<!oficina )(?<!clinica )no (responde|reacciona)(?!n)(?! ~(telefono|llamad\w*|mensaj\w*|correo|tratamiento|medic\w*|antibiotic\w*))|labios? ~(morad\w*|azul\w*)",
    r"(tomo|bebio|se bebio|comio) ~(\d{2,}(?! m[cl]?gs?\b)|diez|quince|veinte|treinta|cuarenta|cincuenta) ~%|(tom|trag|bebi[oeda]|ingiri|ingeri|comi[oe])\w* ~(cloro|lejia|veneno|pilas?|detergente|limpiador|gasolina|raticida|amoniaco)",
    r"(hij[oa]|bebe|nin[oa]|mama|papa|madre|padre|espos[oa]|abuel[oa]|herman[oa]|el|ella) (ya )?no (me |nos |le )(responde|reacciona)(?! ~(telefono|llamad\w*|mensaj\w*|correo))",
    r"sin pulso|no tiene pulso|me pega|me golpea|sangre por todos lados",
    r"(tome|tomaste|(me|se) (tomo|tomaron)|trag\w*|ingeri\w*) ~#~%|cort\w* ~(venas|munecas?|brazos)|no quiero (estar aqui|seguir (aqui|asi|viviendo)|despertar(?! a))",
    r"no ~(siento|sentido|siente) ~(bebe|nino|nina)|bebe ~(no|dejo de) ~(muev\w*|mover\w*|patea\w*)|(romp\w*|rompio) ~(fuente|aguas?|bolsa)|estoy de parto|vomit\w* ~sangre",
    r"me (dispararon|apunalaron|violaron)|mordio una (vibora|serpiente)|se electrocuto",
    r"sangr(ando|ado)|hemorragias?|inconsciente|desmay\w+|convulsi\w+|perdi\w* el conocimiento|no (se )?despierta",
    r"sobredosis|demasiadas ~(pastillas|pildoras|tabletas)|(tom|trag)\w* ~(muchas|todas) ~(pastillas|pildoras|tabletas)|envenen\w+|intoxic\w+",
    r"suicid\w*|(matar|ahorcar|colgar|cortar|lastimar)(me|se)|(me|se) (quiero|quiere|voy a|va a) (matar|morir|cortar|ahorcar)",
    r"(quiero|quiere|ganas de|pienso en) morir\w*|quitar\w* ~vida|(terminar|acabar) con (mi|su) vida|no (quiero|quiere) (vivir|seguir viviendo)",
    r"hacer(me|se) dano|(me|se) (quiero|quiere|voy a|va a) hacer dano|autolesi\w*",
    r"anafila\w*|reaccion alergica ~(grave|severa|fuerte)|(grave|severa|fuerte) ~reaccion alergica|(garganta|lengua) ~(cierr\w*|cerr\w*|hinch\w*)|(cierr\w*|cerr\w*|hinch\w*) ~(garganta|lengua)",
    r"(?<!contacto de )emergencia|ambulancia",
    r"(le|me|nos) dio un ataque(?! de (risa|tos|estornudos))|no (siento|siente) (las|mis|sus|la|mi|su) (piernas?|brazos?|manos?|cara)",
    r"(peor|repentino) ~dolor de cabeza|de repente ~no (veo|ve)|no (me siento|estoy) segura? en (mi )?casa|azucar ~(en |a |de )([3-9]\d\d|[1-4]\d)(?!\d)",
    r"(cara|labios?) ~hinch\w*|hinch\w* ~(cara|labios?)|contracciones ~(cada|minutos?)",
    # who cannot be woken, and who lies where they fell
    rf"{_NO_PUEDE} (despertar(l[aeo]s?)|despertar (al|a (mi|mis|su|sus|nuestr\w+|el|ella|ellos|una?)\b|a (la|los|las) (nin|beb|senor|abuel|mam|pap|hij|nen|chic|gemel)\w*|{_HIJO}|{_SUYO})|(hacer|lograr) que (se )?(despierte|reaccione|responda))|no (logro|logramos|consigo) que ~(reaccione|despierte|responda|respire)",
    rf"no (l[aeo]s? )?(puedo|puede|podemos|logro|logra|pude|pudo) despertar$|no (l[aeo]s?) (puedo|puede|podemos|logro|logra|pude|pudo|logramos) despertar|despertarl[aeo]s? ~no (puedo|puede|podemos|responde|reacciona)|({_HIJO}|{_SUYO}) no (quiere|ha|se ha) (despertar|despertado)",
    rf"(cai|cayo|caimos|caida|caido|(en|del) (el )?(piso|suelo)|resbal\w+) ~~{_NO_PUEDE} (levant\w*|parar(me|se)?\b|mover\w*|poner\w* de pie|caminar)|{_NO_PUEDE} (levantar|parar)\w* ~(piso|suelo|cai|cayo|caida)",
    # a stroke, in other words than its own; and sight that is gone
    rf"(media|mitad|lado|parte) ~(cara|cuerpo|rostro|boca) ~{_DORMIDA}|{_DORMIDA} ~(media|mitad|lado|parte) ~(cara|cuerpo|rostro)|(cara|rostro) ~{_DORMIDA}|(se )?(me|le) (durm|entum|adorm|paraliz)\w+ ~(cara|lado|mitad|cuerpo|boca|rostro)",
    r"no (me |le )?(siento|siente) ~(lado|mitad|media)|no (puedo |puede )?(veo|ve|ver) (nada )?(con|por|de|del|desde) (el |un |mi |su |ningun |los |ambos )*ojos?\b|(perdi|perdio|perdiendo|pierdo) (la |toda la )?(vista|vision)|(quede|quedo|quedando|quedar) cieg[oa]|(me|le) (fue|apago|borro|oscurecio) (de repente )?(la )?(vista|vision)",
    # a fever, however low, in who was just born
    rf"({_HIJO} (\w+ )?(de|que tiene|tiene) (solo |apenas )?{_SEMANAS}( de (nacid[oa]|edad|vida))?|recien nacid[oa]) ~~(?<!no tiene )(?<!sin )(fiebre|calentura|temperatura (alta|de (3[89]|40))|tiene (3[89]|40|10[0-4])(?!\d))",
    rf"(?<!no tiene )(?<!sin )(fiebre|calentura) ~~(recien nacid[oa](?! (cita|visita))|{_HIJO} de {_SEMANAS})",
    # blood that is lost, and poison that came by a bite
    r"(perd|pierd)\w* (ya |mucha |muchisima |demasiada |tanta |bastante |un monton de |litros de )*sangre|(sal\w*|hay|tengo|tiene|echa\w*|bota\w*|arroj\w*) ~(mucha|muchisima|demasiada|bastante|chorros? de|charco de) sangre|(chorro|charco)s? de sangre",
    rf"(mord\w+|pic(o|ado|ada|adura)|ataco) (de |por |a mi \w+ )?(una?|la|el)? ?{_VIBORA}|{_VIBORA} (me |le |lo |la |nos )?(mord\w+|pic(o|ado))",
    # who is struck, or is about to strike
    rf"{_GOLPEA} (ya |otra vez |siempre |tambien )*(me|nos|la|lo|le|les) (esta |estaba |ha |sigue |volvio a )?{_GOLPES}(?! (la|una|el|un|esa|ese) (gripe|gripa|virus|tos|covid|resfriado|calentura|enfermedad))|(me|nos) (esta |estaba |ha |volvio a )?{_GOLPES} (mi|el|un|su|la) {_GOLPEA}",
    rf"(pensamientos?|ideas?|ganas|impulsos?|miedo|temor) (de|que) (yo )?({_DANAR}|voy a ({_DANAR})) (a )?(mis?|los|las|el|la|nuestr\w+) ({_HIJO}|{_SUYO})|(?<!no )(quiero|voy a|pienso en|pienso|casi) ({_DANAR}) (a )?(mis?|los|las|el|la|nuestr\w+) ({_HIJO}|{_SUYO})|(ataque|crisis) de asma",
    # as a parent says it of a child
    rf"(tomo|tomaron|trago|tragaron|comio|comieron|bebio) (unas|mis|varias|esas|algunas) ~{_KEPT}{_TOLD}",
    rf"(tomo|tomaron|trago|tragaron|comio|comieron|bebio) ~{_KEPT} de (mi|la|el|su) (abuel|mam|pap|herman|espos|mad|pad|ti)\w*",
    rf"(hij[oa]s?|niet[oa]s?|nin[oa]s?|bebe|herman[oa]s?|sobrin[oa]s?) ~(tomo|tomaron|trago|tragaron|comio|comieron|bebio) (?!(su|sus|la|el|toda|todo|las)\b)~{_KEPT}{_TOLD}",
    r"no (le |me |se |nos )?(para|paran|deja|dejan|paro|dejo|puede parar|puedo parar|quita|detiene) (de )?(sangr\w*|convulsion\w*|vomitar sangre|la sangre|el sangrado)|(sangr\w*|convuls\w*) ~no ~(para|deja|cede|detiene)",
    r"(fiebre|calentura|temperatura) ~(10[4-9]|110)(?!\d)|(10[4-9]|110|40|41|42) (\d )?(grados )?de (fiebre|calentura|temperatura)",
    r"(fiebre|calentura|temperatura) (es |esta )?(de |a |en )?(40|41|42)\b(?! (horas|dias|minutos))",
)


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    whole = "|".join(rf"\b(?:{phrase})\b" for phrase in phrases)
    some = r"(?:\w+ ){0,3}"
    return re.compile(whole.replace("#", f"{_MANY} ").replace("%", _PILLS).replace("~", some))


_EMERGENCY = {"en": _any_of(_ENGLISH), "es": _any_of(_SPANISH)}
_NO_EMERGENCY = re.compile(r"\b(not an?|no es una?|isnt an?|non) (emergency|emergencia)\b")


def is_emergency(text: str) -> bool:
    """Whether it may be about somebody's life now.  Rather too often than once too seldom: nothing is refused for it."""
    return bool(emergency_languages(text))


def emergency_languages(text: str) -> tuple[str, ...]:
    """In which of our languages an emergency is spoken of; none where it is no emergency."""
    said = _NO_EMERGENCY.sub(" ", _unshortened(plain(text)))
    if _OD.search(text):
        return ("en",)
    return tuple(language for language, phrases in _EMERGENCY.items() if phrases.search(said))


_OD = re.compile(r"\bO\.?D\.?['’]?(?:d|ed|ing)\b")
_SHORT = {"wanna": "want to", "gonna": "going to", "cannt": "cant", "cantt": "cant", "dunno": "do not know"}


def _unshortened(said: str) -> str:
    """'wanna' as 'want to': words as they are typed in a hurry."""
    return " ".join(_SHORT.get(word, word) for word in said.split())


def plain(body: str) -> str:
    """Small letters without accents, apostrophes and punctuation, however wide or curly they were typed; nothing that has no width."""
    seen = "".join(c for c in body if unicodedata.category(c) != "Cf")
    typed = re.sub("['’‘ʼʻ`´′＇]", "", seen)
    bare = "".join(c for c in unicodedata.normalize("NFKD", typed.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w\s]|_", " ", bare).split())
