/* Lays drag and drop, rows with progress, resuming and two transfers at a time over a plain upload form. */
(() => {
  "use strict";
  const AT_ONCE = 2;
  const WORDS = {
    waiting: "Đang chờ đến lượt", uploading: "Đang tải lên…", lost: "Mất kết nối, sẽ tự tải tiếp…",
    checking: "Đang kiểm tra…", done: "Đã nhận", refused: "Chưa nhận được", cancelled: "Đã hủy",
  };
  const OPEN = new Set(["waiting", "uploading", "lost", "checking"]);
  const batchName = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");

  class Dropzone {
    constructor(area) {
      this.area = area;
      this.form = area.parentElement.querySelector("[data-kho-upload]");
      this.input = this.form && this.form.querySelector("input[type=file]");
      if (!this.input || !window.KhoTransfer) return;
      this.rows = [];
      this.list = area.querySelector("[data-kho-rows]");
      this.sum = area.querySelector("[data-kho-sum]");
      this.news = area.querySelector("[data-kho-news]");
      area.hidden = false;
      this.form.addEventListener("submit", (event) => {
        if (!this.input.files.length) return;
        event.preventDefault();
        this.take([...this.input.files]);
        this.input.value = "";
      });
      /* On a variant's page the role is chosen after the files, so the button starts it. */
      if (!area.dataset.variant) {
        this.input.addEventListener("change", () => { if (this.input.files.length) this.form.requestSubmit(); });
      }
      this.dragging();
      window.addEventListener("beforeunload", (event) => {
        if (this.rows.some((row) => OPEN.has(row.state))) event.preventDefault();
      });
    }

    dragging() {
      const withFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
      for (const name of ["dragenter", "dragover"]) this.area.addEventListener(name, (event) => {
        if (!withFiles(event)) return;
        event.preventDefault();
        this.area.dataset.over = "";
      });
      this.area.addEventListener("dragleave", () => { delete this.area.dataset.over; });
      this.area.addEventListener("drop", (event) => {
        delete this.area.dataset.over;
        if (!withFiles(event)) return;
        event.preventDefault();
        this.take([...event.dataTransfer.files]);
      });
      /* A file dropped beside the area must not replace the page and everything typed in it. */
      for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => {
        if (withFiles(event)) event.preventDefault();
      });
    }

    metadata(batch) {
      const data = { batch };
      if (this.area.dataset.variant) data.variant = this.area.dataset.variant;
      for (const field of new FormData(this.form)) {
        if (typeof field[1] === "string" && field[0] !== "csrfmiddlewaretoken") data[field[0]] = field[1];
      }
      return data;
    }

    take(files) {
      const batch = batchName();
      for (const file of files) this.add(file, {
        address: this.area.dataset.address,
        owner: this.area.dataset.owner,
        metadata: this.metadata(batch),
        token: () => this.form.querySelector("[name=csrfmiddlewaretoken]").value,
      });
      this.next();
    }

    add(file, options) {
      const row = { state: "waiting", file };
      row.element = document.createElement("li");
      const part = (tag, className) => {
        const element = document.createElement(tag);
        element.className = className;
        row.element.append(element);
        return element;
      };
      const name = part("span", "kho-drop__name");
      name.textContent = file.name;
      name.dir = "ltr";
      row.bar = part("progress", "");
      row.bar.max = 100;
      row.bar.value = 0;
      row.bar.setAttribute("aria-label", `Tiến độ ${file.name}`);
      const buttons = part("span", "kho-drop__buttons");
      row.retry = this.button(buttons, "Thử lại", file, () => this.again(row));
      row.cancel = this.button(buttons, "Hủy", file, () => this.stop(row));
      row.words = part("p", "kho-drop__words-of-row");
      row.transfer = new window.KhoTransfer(file, options, (state, more) => this.show(row, state, more));
      this.rows.push(row);
      this.list.append(row.element);
      this.show(row, "waiting");
    }

    button(parent, label, file, deed) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-small button-secondary";
      button.textContent = label;
      button.setAttribute("aria-label", `${label}: ${file.name}`);
      button.addEventListener("click", deed);
      parent.append(button);
      return button;
    }

    show(row, state, more = {}) {
      if (row.state === "cancelled" && state !== "waiting") return;
      row.state = row.element.dataset.state = state;
      if (more.percent !== undefined) row.bar.value = more.percent;
      row.bar.hidden = !OPEN.has(state);
      const percent = state === "uploading" ? ` ${row.bar.value} %` : "";
      row.words.textContent = more.text || WORDS[state] + percent;
      row.retry.hidden = state !== "refused" && state !== "cancelled";
      row.cancel.hidden = !OPEN.has(state);
      if (more.answer) this.received(row, more.answer);
      this.count(more.text && !OPEN.has(state) ? more.text : "");
    }

    count(news) {
      const done = this.rows.filter((row) => row.state === "done").length;
      const refused = this.rows.filter((row) => row.state === "refused").length;
      const text = `Đã nhận ${done} trên ${this.rows.length} tệp${refused ? `, ${refused} tệp chưa nhận được` : ""}.`;
      /* Written only when it changed: each writing is read out. */
      if (this.sum.textContent !== text) this.sum.textContent = text;
      if (news) this.news.textContent = news;
    }

    received(row, answer) {
      if (!this.area.dataset.variant && answer.url) {
        const link = document.createElement("a");
        link.href = answer.url;
        link.textContent = "Mô tả tài liệu";
        link.setAttribute("aria-label", `Mô tả tài liệu ${row.file.name}`);
        row.words.append(" ", link);
      }
      /* Nothing but this file changed between the two revisions: a form opened on the first may go on with the second. */
      const loaded = document.querySelector("input[name=loaded_revision_id]");
      if (loaded && answer.revision && loaded.value === String(answer.based_on)) loaded.value = String(answer.revision);
      if (this.area.dataset.variant) this.refresh();
    }

    /* The list of files comes fresh from the server; the form with what was typed stays as it is. */
    async refresh() {
      const panel = this.area.closest("[data-kho-progress]");
      if (!panel) return;
      try {
        const response = await fetch(window.location.pathname, { credentials: "same-origin" });
        if (!response.ok) return;
        const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector(".kho-slots");
        const list = panel.querySelector(".kho-slots");
        if (!fresh || !list) return;
        list.replaceChildren(...fresh.children);
        panel.dispatchEvent(new CustomEvent("kho:watch"));
      } catch { /* The next file, or a reload, shows it. */ }
    }

    next() {
      const running = this.rows.filter((row) => row.running).length;
      for (const row of this.rows.filter((each) => each.state === "waiting" && !each.running).slice(0, Math.max(0, AT_ONCE - running))) {
        row.running = true;
        row.transfer.run().finally(() => { row.running = false; this.next(); });
      }
    }

    again(row) {
      this.show(row, "waiting", { percent: 0 });
      row.cancel.focus();
      this.next();
    }

    stop(row) {
      this.show(row, "cancelled");
      row.retry.focus();
      row.transfer.cancel();
    }
  }

  for (const area of document.querySelectorAll("[data-kho-drop]")) new Dropzone(area);
})();
