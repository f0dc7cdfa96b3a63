/** What has changed in a list is said once, by the name that each row has, to who does not see it. */
const MOST = 3; // names; the rest is a number
type Row = { name: string; state: string };

export function rowsOf(into: HTMLElement): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const one of into.querySelectorAll<HTMLAnchorElement>("a[data-row]")) {
    const owner = one.closest("tr")?.querySelector("[data-owner]")?.textContent ?? "";
    rows.set(one.pathname, { name: plain(one.textContent), state: plain(owner) });
  }
  return rows;
}

export function sayChanges(before: Map<string, Row>, after: Map<string, Row>): void {
  const fresh = [...after].filter(([key]) => !before.has(key)).map(([, row]) => row.name);
  const gone = [...before].filter(([key]) => !after.has(key)).map(([, row]) => row.name);
  const changed = [...after].filter(([key, row]) => differs(before.get(key), row)).map(([, row]) => (row.state ? `${row.name}, ${row.state}` : row.name));
  const words = [part("new", fresh), part("gone", gone), part("changed", changed)].filter(Boolean).join(" ");
  if (words) say(words);
}

/** Read out politely, once. */
export function say(words: string): void {
  const box = document.querySelector<HTMLElement>("[data-say]");
  if (!box) return;
  box.textContent = "";
  window.setTimeout(() => (box.textContent = words), 50); // the same words twice are said twice
}

function differs(before: Row | undefined, after: Row): boolean {
  return before !== undefined && (before.name !== after.name || before.state !== after.state);
}

function part(kind: string, names: string[]): string {
  if (!names.length) return "";
  const head = document.querySelector<HTMLElement>("[data-say]")?.getAttribute(`data-${kind}`) ?? "";
  const more = names.length > MOST ? ` +${names.length - MOST}` : "";
  return `${head} ${names.slice(0, MOST).join("; ")}${more}.`;
}

const plain = (text: string | null): string => (text ?? "").replace(/\s+/g, " ").trim();
