// Files and suggested words write moments in the reader's time zone, which only the browser knows; else they are in UTC.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (zone) {
  for (const field of document.querySelectorAll("input[name=zone]")) field.value = zone;
  for (const link of document.querySelectorAll("a[data-zone-address]")) {
    const address = new URL(link.href);
    address.searchParams.set("zone", zone);
    link.href = address;
  }
}
