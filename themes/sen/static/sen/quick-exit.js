/* The way out of the tip pages: the link works without this file; with it, "back" does not lead here again. */
(function () {
  "use strict";

  var link = document.querySelector("[data-quick-exit]");
  if (!link) return;
  function leave() {
    document.documentElement.hidden = true;
    window.location.replace(link.href);
  }
  link.addEventListener("click", function (event) {
    event.preventDefault();
    leave();
  });
  var presses = [];
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    presses = presses.filter(function (at) { return event.timeStamp - at < 2000; });
    presses.push(event.timeStamp);
    if (presses.length >= 3) leave();
  });
})();
