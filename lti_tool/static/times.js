// Moments in the reader's own time zone; without this script they are in UTC, and say so.
const zone = { dateStyle: "medium", timeStyle: "short" };
const words = new Intl.DateTimeFormat(document.documentElement.dataset.locale, zone);
for (const time of document.querySelectorAll("time[datetime]")) time.textContent = words.format(new Date(time.dateTime));
