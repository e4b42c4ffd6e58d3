// Moments in the reader's own time zone; without this script they are in UTC, and say so.
const zone = { dateStyle: "medium", timeStyle: "short" };
const words = new Intl.DateTimeFormat(document.documentElement.dataset.locale, zone);

for (const time of document.querySelectorAll("time[datetime]")) {
  const said = words.format(new Date(time.dateTime));
  const endsSentence = time.nextSibling?.nodeType === Node.TEXT_NODE && time.nextSibling.data.startsWith(".");
  time.textContent = endsSentence ? said.replace(/\.$/, "") : said; // "2:05 p.m." ends a sentence with one stop, not two
}
