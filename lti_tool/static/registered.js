// Tells the LMS that showed this page, in a frame or a window of its own, that the registration is done.
const lms = window.opener ?? (window.parent === window ? null : window.parent);

lms?.postMessage({ subject: "org.imsglobal.lti.close" }, "*"); // holds nothing private; any LMS may have opened us
