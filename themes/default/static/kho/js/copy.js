// Copy buttons. They are hidden in the page and appear only where copying works; the text itself is always selectable.
(() => {
  "use strict";

  async function copy(text, source) {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return;
    }
    const range = document.createRange();
    range.selectNodeContents(source);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    if (!document.execCommand("copy")) throw new Error("copy refused");
    selection.removeAllRanges();
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    const source = document.querySelector(button.dataset.copy);
    const row = button.closest("[data-copy-row]");
    if (!source || !row) continue;
    const says = row.querySelector("[role=status]");
    row.hidden = false;
    button.addEventListener("click", async () => {
      const paragraphs = [...source.querySelectorAll("p")];
      const text = paragraphs.length ? paragraphs.map((p) => p.textContent.trim()).join("\n\n") : source.textContent.trim();
      try {
        await copy(text, source);
        says.textContent = "Đã chép.";
      } catch {
        says.textContent = "Trình duyệt không cho chép. Hãy bôi đen rồi chép tay.";
      }
      window.setTimeout(() => { says.textContent = ""; }, 6000);
    });
  }
})();
