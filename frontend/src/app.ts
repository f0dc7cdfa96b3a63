// Everything here makes a page that works without it a little quicker.
import htmx from "htmx.org";

import { countDown } from "./countdown";
import { keepDrafts } from "./drafts";
import { listenForDrags } from "./drag";
import { focusResult } from "./focus";
import { guardForms } from "./forms";
import { listenForKeys } from "./keys";
import { watchChanges } from "./live";
import { beOptimistic } from "./optimistic";
import { listenForDrawers, listenForPalette, oneStopInTheCalendar, walkTheCalendar } from "./palette";
import { followDates } from "./ranges";
import { watchSession } from "./session";
import { chooseWhatIsTyped, completeSentences, goToLine, paintWeeks, showWhere, sortLists } from "./setup";
import { sendTogether } from "./together";
import { letWaysBackGo } from "./undo";

htmx.config.historyCacheSize = 0; // shared computers: visited pages are not kept
htmx.config.allowEval = false; // the content security policy forbids it
htmx.config.includeIndicatorStyles = false;

sendTogether();
beOptimistic();
guardForms();
keepDrafts();
countDown();
followDates();
listenForPalette();
listenForDrawers();
listenForDrags();
walkTheCalendar();
oneStopInTheCalendar();
completeSentences();
chooseWhatIsTyped();
paintWeeks();
sortLists();
showWhere();
goToLine();
watchChanges();
listenForKeys();
watchSession();
focusResult();
letWaysBackGo();
