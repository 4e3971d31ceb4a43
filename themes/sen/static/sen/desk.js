/* Enhancements of the petitions' desk: drafts are kept while one writes. Every button works without this file. */
(function () {
  "use strict";

  var PAUSE = 2000;
  var BEAT = 60000;
  var LOST = "Chưa lưu được (mất mạng hoặc hết phiên). Đừng đóng trang; hãy đăng nhập lại ở một thẻ khác.";

  function keep(form) {
    var state = form.querySelector("[data-draft-state]");
    var boxes = form.querySelectorAll("textarea");
    var timer, sent, last = "", isSending = false;

    function words() {
      return Array.prototype.map.call(boxes, function (box) { return box.value; }).join("\u0000");
    }

    function say(text) {
      if (state.textContent !== text) state.textContent = text;
    }

    // Whoever signs in again in another tab gets another token against forgery; the page's own one is of no more use.
    function takeToken() {
      var known = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
      var field = form.querySelector("input[name=csrfmiddlewaretoken]");
      if (known && field) field.value = decodeURIComponent(known[1]);
    }

    function save() {
      clearTimeout(timer);
      takeToken();
      var now = words();
      // A login page in the answer's place is a lost session: the body was not taken.
      sent = fetch(form.dataset.draft, {
        method: "POST",
        body: new FormData(form),
        headers: { "Accept": "application/json" },
        redirect: "manual",
        credentials: "same-origin"
      }).then(function (answer) {
        if (!answer.ok) throw new Error("not saved");
        return answer.json();
      }).then(function (told) {
        last = now;
        var text = told.saved ? "Đã lưu nháp lúc " + told.saved + "." : "";
        if (told.writer) text += " " + told.writer + " cũng đang soạn ở hồ sơ này.";
        if (told.changed) text += " Hồ sơ vừa thay đổi; bạn sẽ được báo khi gửi.";
        say(text);
        return true;
      }).catch(function () {
        say(LOST);
        return false;
      });
      return sent;
    }

    function soon() {
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    }

    last = words();
    form.addEventListener("input", soon);
    setInterval(function () {
      if (form.contains(document.activeElement) && words() !== last) save();
    }, BEAT);
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden" && words() !== last) save();
    });
    window.addEventListener("beforeunload", function (event) {
      if (!isSending && words() !== last) event.preventDefault();
    });
    form.addEventListener("submit", function (event) {
      if (isSending || !words().replace(/[\u0000\s]/g, "")) { isSending = true; return; }
      // Sending into an ended session would lose the words: first see that they can be kept.
      event.preventDefault();
      var button = event.submitter;
      save().then(function (isKept) {
        if (!isKept) { state.scrollIntoView({ block: "center" }); return; }
        isSending = true;
        form.requestSubmit(button);
      });
    });
  }

  function pickAll(button) {
    var boxes = button.closest("form").querySelectorAll("input[name=ho-so]");
    button.hidden = !boxes.length;
    button.addEventListener("click", function () {
      var all = Array.prototype.every.call(boxes, function (box) { return box.checked; });
      boxes.forEach(function (box) { box.checked = !all; });
    });
  }

  document.querySelectorAll("form[data-draft]").forEach(keep);
  document.querySelectorAll("[data-pick-all]").forEach(pickAll);
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
})();
