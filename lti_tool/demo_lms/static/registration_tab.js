"use strict";
// The tool registers in a tab of its own, and says so when it is done (org.imsglobal.lti.close): back to the tools.
window.addEventListener("message", (event) => {
  const tab = document.getElementById("registration");
  if (event.origin === tab.dataset.toolOrigin && event.data?.subject === "org.imsglobal.lti.close") {
    event.source.close();
    location.assign(tab.dataset.afterClose);
  }
});
