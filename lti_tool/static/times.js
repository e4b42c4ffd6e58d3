// Moments in the reader's own time zone: the server writes them so once the cookie that is set here has told it.
const page = document.documentElement.dataset;
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const saying = (style) => new Intl.DateTimeFormat(page.locale, { dateStyle: "medium", ...style });
const words = saying({ timeStyle: "short" });

// So many days of the calendar after a moment: an hour that the clocks skip between them changes no date.
for (const time of document.querySelectorAll("time[data-days]")) {
  const moment = new Date(time.dataset.from);
  moment.setDate(moment.getDate() + Number(time.dataset.days));
  time.textContent = saying().format(moment);
}
if (here && here !== page.zone) {
  document.cookie = `lti_tool_zone=${here}; Path=/; SameSite=None; Secure; Partitioned`;
  const said = document.querySelector("[data-page-zone]");
  if (said) said.textContent = said.dataset.pageZone.replace("%(zone)s", here);
}
for (const time of document.querySelectorAll("time[datetime]:not([data-days])")) {
  const said = words.format(new Date(time.dateTime));
  const endsSentence = time.nextSibling?.nodeType === 3 && time.nextSibling.data.startsWith(".");
  time.textContent = endsSentence ? said.replace(/\.$/, "") : said; // "2:05 p.m." ends a sentence with one stop, not two
}
