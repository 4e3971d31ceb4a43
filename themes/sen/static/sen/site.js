/* Enhancements only: every page works the same without this file. */
(function () {
  "use strict";

  // As the server counts: characters and not code units, composed, without what nobody sees (portal.core.text).
  var INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
  function characters(text) {
    var composed = text.replace(/\r\n?/g, "\n").replace(INVISIBLE, "").normalize("NFC").trim();
    var count = 0;
    for (var _ of composed) count += 1;
    return count;
  }

  function counter(note) {
    var box = document.getElementById(note.dataset.countFor);
    var limit = box ? Number(box.dataset.limit) || box.maxLength : -1;
    if (limit < 0) return;
    // The browser would cut a pasted text silently; the server's error keeps what was written.
    box.removeAttribute("maxlength");
    var spoken = document.createElement("span");
    spoken.className = "visually-hidden";
    spoken.setAttribute("aria-live", "polite");
    note.after(spoken);
    var timer;
    function show() {
      var left = limit - characters(box.value);
      note.textContent = left >= 0
        ? "Còn " + left.toLocaleString("vi") + " ký tự (tối đa " + limit.toLocaleString("vi") + ")."
        : "Thừa " + (-left).toLocaleString("vi") + " ký tự.";
      note.classList.toggle("field__count--over", left < 0);
      clearTimeout(timer);
      timer = setTimeout(function () { spoken.textContent = left < limit / 10 ? note.textContent : ""; }, 1000);
    }
    box.addEventListener("input", show);
    show();
  }

  function files(list) {
    var input = document.getElementById(list.dataset.filesFor);
    if (!input) return;
    input.addEventListener("change", function () {
      list.replaceChildren();
      Array.prototype.forEach.call(input.files, function (file) {
        var item = document.createElement("li");
        item.textContent = file.name + " – " + (file.size / 1048576).toLocaleString("vi", { maximumFractionDigits: 1 }) + " MB";
        list.append(item);
      });
      list.hidden = !input.files.length;
    });
  }

  function menu(details) {
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !details.open) return;
      details.open = false;
      details.querySelector("summary").focus();
    });
  }

  function once(form) {
    form.addEventListener("submit", function () {
      setTimeout(function () {
        form.querySelectorAll("button[type=submit]").forEach(function (button) { button.disabled = true; });
      });
    });
    // A page restored by the back button must be usable again.
    window.addEventListener("pageshow", function () {
      form.querySelectorAll("button[type=submit]").forEach(function (button) { button.disabled = false; });
    });
  }

  document.querySelectorAll("[data-count-for]").forEach(counter);
  document.querySelectorAll("[data-files-for]").forEach(files);
  document.querySelectorAll("details.menu").forEach(menu);
  document.querySelectorAll("form[data-once]").forEach(once);
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  var summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
})();
