// Moments in a form are typed and shown in the browser's own time zone; without this script they are in UTC.
const form = document.querySelector("[data-time-zone-form]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function localValue(utc) {
  const moment = new Date(`${utc}Z`);
  return new Date(moment - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

const field = form.querySelector("[name=time_zone]");
if (zone) {
  if (!field.value) for (const input of form.querySelectorAll("[data-moment]")) if (input.value) input.value = localValue(input.value);
  field.value = zone;
  const words = form.querySelector("[data-zone-words]");
  words.textContent = words.dataset.zoneWords.replace("%(zone)s", zone);
}
