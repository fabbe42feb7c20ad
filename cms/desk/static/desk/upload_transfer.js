/* One file to the server by the tus protocol 1.0.0: in pieces, again after every cut, also after a reload. */
(() => {
  "use strict";
  const CHUNK = 8 * 1024 * 1024;
  const PAUSES = [1000, 2000, 4000, 8000, 15000, 30000];
  const KEPT = "kho-upload:";
  const DAY = 24 * 3600 * 1000;

  const encode = (text) => {
    let binary = "";
    for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
    return btoa(binary);
  };

  /* What a reload must not lose: where the upload of this very file stands. Storage may be off: then nothing is kept. */
  const memory = {
    read(key) {
      try {
        const kept = JSON.parse(localStorage.getItem(key));
        return kept && Date.now() - kept.at < DAY ? kept : null;
      } catch { return null; }
    },
    write(key, address) {
      try { localStorage.setItem(key, JSON.stringify({ address, at: Date.now() })); } catch { /* nothing is kept */ }
    },
    drop(key) {
      try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
    },
    tidy() {
      try {
        for (const key of Object.keys(localStorage)) if (key.startsWith(KEPT) && !memory.read(key)) localStorage.removeItem(key);
      } catch { /* nothing was kept */ }
    },
  };

  class Transfer {
    /* told(state, {percent, text, answer}): states are uploading, lost, checking, done, refused. */
    constructor(file, options, told) {
      Object.assign(this, { file, options, told, address: "", offset: 0, tries: 0, stopped: false, request: null, wake: null });
      const place = Object.values(options.metadata).filter((value) => value !== options.metadata.batch).join("|");
      this.key = `${KEPT}${options.owner}|${place}|${file.name}|${file.size}|${file.lastModified}`;
    }

    send(method, address, headers, body, onprogress) {
      return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        this.request = request;
        request.open(method, address);
        request.setRequestHeader("Tus-Resumable", "1.0.0");
        request.setRequestHeader("X-CSRFToken", this.options.token());
        for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
        if (onprogress) request.upload.onprogress = onprogress;
        request.onload = () => resolve(request);
        request.onerror = request.onabort = request.ontimeout = () => reject(new Error("cut"));
        request.send(body || null);
      });
    }

    async run() {
      this.stopped = false;
      const kept = memory.read(this.key);
      if (!this.address && kept) this.address = kept.address;
      while (!this.stopped) {
        let answer = null;
        try {
          answer = this.address ? await this.go() : await this.create();
        } catch {
          if (this.stopped) return;
        }
        if (answer && this.settle(answer)) return;
        if (!answer || answer.status === 423 || answer.status >= 500) await this.pause(answer);
      }
    }

    create() {
      const metadata = { filename: this.file.name, ...this.options.metadata };
      const pairs = Object.entries(metadata).map(([key, value]) => `${key} ${encode(value)}`);
      this.told("uploading", { percent: 0 });
      return this.send("POST", this.options.address, {
        "Upload-Length": String(this.file.size), "Upload-Metadata": pairs.join(","),
      });
    }

    async go() {
      const head = await this.send("HEAD", this.address, {});
      if (head.status !== 200) return head;
      this.offset = Number(head.getResponseHeader("Upload-Offset"));
      for (;;) {
        const until = Math.min(this.offset + CHUNK, this.file.size);
        const last = until === this.file.size;
        const show = (sent) => {
          const percent = Math.floor((100 * (this.offset + sent)) / this.file.size);
          this.told(percent >= 100 ? "checking" : "uploading", { percent });
        };
        show(0);
        const answer = await this.send("PATCH", this.address, {
          "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(this.offset),
        }, this.file.slice(this.offset, until), (event) => show(event.loaded));
        if (answer.status !== 204 || last || this.stopped) return answer;
        this.offset = until;
        this.tries = 0;
      }
    }

    /* True when it is over. Otherwise the loop goes on: at once, or after a pause. */
    settle(answer) {
      const { status } = answer;
      if (status === 201) {
        this.address = answer.getResponseHeader("Location");
        memory.write(this.key, this.address);
        this.tries = 0;
        return false;
      }
      /* The verdict comes as JSON; a HEAD has no body, and what is not JSON came from something between us. */
      let told = {};
      try { told = JSON.parse(answer.responseText); } catch { /* no words */ }
      if (status === 200 && told.status === "accepted") {
        memory.drop(this.key);
        this.told("done", { percent: 100, text: told.text, answer: told });
        return true;
      }
      if ((status === 404 || status === 410) && this.address) {
        this.forget();
        return this.tries++ > 3 && this.refuse("Máy chủ không còn giữ phần đã tải lên. Hãy thử lại.");
      }
      if (status === 409 || status === 400) return this.tries++ > 5 && this.refuse(told.text);
      if (status === 204) return false;
      if (status === 423 || status >= 500) {
        this.trouble = told.text;
        return false;
      }
      if (status === 403 && !told.text) return this.refuse("Phiên làm việc đã hết. Hãy đăng nhập lại rồi bấm “Thử lại”.");
      if (status !== 403 && status !== 429) this.forget();
      return this.refuse(told.text);
    }

    refuse(text) {
      this.told("refused", { text: text || "Máy chủ không nhận tệp này. Hãy thử lại; nếu vẫn lỗi, báo quản trị viên." });
      return true;
    }

    forget() {
      memory.drop(this.key);
      this.address = "";
      this.offset = 0;
    }

    pause(answer) {
      const checking = answer && answer.status === 423;
      const wait = PAUSES[Math.min(this.tries++, PAUSES.length - 1)];
      this.told(checking ? "checking" : "lost", { text: checking ? "" : this.trouble });
      this.trouble = "";
      return new Promise((resolve) => {
        this.wake = resolve;
        window.setTimeout(resolve, wait);
        window.addEventListener("online", resolve, { once: true });
      });
    }

    async cancel() {
      this.stopped = true;
      if (this.request) this.request.abort();
      if (this.wake) this.wake();
      const { address } = this;
      this.forget();
      if (address) await this.send("DELETE", address, {}).catch(() => { /* the server forgets it after a day */ });
    }
  }

  memory.tidy();
  window.KhoTransfer = Transfer;
})();
