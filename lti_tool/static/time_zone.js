// Moments in a form are typed and shown in the browser's own time zone; without this script they are in UTC. A form that
// the server has written in a zone says which, and stays in it.
const form = document.querySelector("[data-time-zone-form]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function localValue(moment) {
  return new Date(moment - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

// An hour that comes twice is read as its first one: the second is said beside it, until another time is typed.
function showLocally(input) {
  const moment = new Date(`${input.value}Z`);
  input.value = localValue(moment);
  const isSecond = new Date(input.value).getTime() < moment.getTime();
  const next = new Date(moment.getTime() + 3600000);
  if (!isSecond && localValue(next) !== input.value) return;
  const which = document.createElement("input");
  Object.assign(which, { type: "hidden", name: input.name, value: isSecond ? "second" : "first" });
  input.after(which);
  input.addEventListener("input", () => which.remove());
}

const field = form.querySelector("[name$=time_zone]");
if (zone && !field.value) {
  for (const input of form.querySelectorAll("[data-moment]")) if (input.value) showLocally(input);
  field.value = zone;
}
if (field.value) {
  const words = form.querySelector("[data-zone-words]");
  words.textContent = words.dataset.zoneWords.replace("%(zone)s", field.value);
}
for (const which of form.querySelectorAll("[data-which]")) {
  which.closest(".field").querySelector("[data-moment]").addEventListener("input", () => {
    which.previousElementSibling.remove();
    which.remove();
  });
}
