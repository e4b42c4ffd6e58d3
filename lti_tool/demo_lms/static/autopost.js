"use strict";
// The button in the form is for browsers without scripts.
document.getElementById("autopost").submit();
