// A field that narrows the ledger's rows to those with a text; without it the page is whole.
const choice = document.querySelector(".ledger-choice");

if (choice) {
  const rows = [...document.querySelectorAll("table.ledger tbody tr")];
  const sections = [...document.querySelectorAll("article section section")];
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

  choice.insertAdjacentHTML(
    "beforeend",
    '<label for="ledger-text">With this text</label>' +
      '<input type="search" id="ledger-text" autocomplete="off">' +
      '<p role="status"></p>',
  );
  const field = choice.querySelector("#ledger-text");
  const told = choice.querySelector("[role=status]");

  const narrow = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) row.hidden = !words.every((word) => texts.get(row).includes(word));
    for (const section of sections) section.hidden = false;
    const shown = rows.filter((row) => row.checkVisibility());
    for (const section of sections) {
      section.hidden = !shown.some((row) => section.contains(row));
    }
    told.textContent = `${shown.length} of ${rows.length} claims`;
  };

  choice.addEventListener("submit", (event) => event.preventDefault());
  choice.addEventListener("input", narrow);
  narrow();
}
