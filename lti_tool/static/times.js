// Moments in the reader's own time zone. The server writes them so once it knows it, from the cookie that is set here;
// until then it writes UTC, and says so.
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const isKnown = !here || here === document.documentElement.dataset.zone;
const style = { dateStyle: "medium", timeStyle: "short" };
const words = new Intl.DateTimeFormat(document.documentElement.dataset.locale, style);
const dayWords = new Intl.DateTimeFormat(document.documentElement.dataset.locale, { dateStyle: "medium" });

// So many days of the calendar after a moment: an hour that the clocks skip between them changes no date.
function dayAfter(from, days) {
  const moment = new Date(from);
  moment.setDate(moment.getDate() + Number(days));
  return dayWords.format(moment);
}

for (const time of document.querySelectorAll("time[data-days]")) time.textContent = dayAfter(time.dataset.from, time.dataset.days);
if (!isKnown) {
  document.cookie = `lti_tool_zone=${here}; Path=/; SameSite=None; Secure; Partitioned`;
  const said = document.querySelector("[data-page-zone]");
  if (said) said.textContent = said.dataset.pageZone.replace("%(zone)s", here);
}
for (const time of document.querySelectorAll("time[datetime]:not([data-days])")) {
  const said = words.format(new Date(time.dateTime));
  const endsSentence = time.nextSibling?.nodeType === Node.TEXT_NODE && time.nextSibling.data.startsWith(".");
  time.textContent = endsSentence ? said.replace(/\.$/, "") : said; // "2:05 p.m." ends a sentence with one stop, not two
}
