// Order and match by tapping, or with the keys of any button: the lists to choose from stay underneath, hold the answer,
// and are what appears without this script.

/** What an order and a match share: cards made of the rows, and a line that says what became of a tap. */
class Board {
  constructor(list) {
    this.list = list;
    this.words = list.dataset;
    this.rows = [...list.children].map((item) => new Row(item));
    this.news = document.createElement("p");
    this.news.className = "visually-hidden";
    this.news.setAttribute("role", "status");
    list.after(this.news);
    const question = list.closest("fieldset");
    for (const hint of question.querySelectorAll("[data-hint]")) hint.hidden = hint.dataset.hint !== "tapping";
    list.classList.add("placing");
    question.addEventListener("change", () => this.draw());
  }

  say(words, places) {
    this.news.textContent = words.replace(/%\((\w+)\)s/g, (_whole, name) => places[name]);
  }
}

class Row {
  constructor(item) {
    this.item = item;
    this.select = item.querySelector("select");
    this.card = document.createElement("button");
    this.card.type = "button";
    this.card.className = "placed-card";
    this.badge = document.createElement("span");
    this.badge.className = "badge";
    this.text = item.querySelector("label");
    const words = document.createElement("span");
    words.append(...[...this.text.childNodes].map((node) => node.cloneNode(true)));
    if (this.text.lang) words.lang = this.text.lang;
    this.card.append(this.badge, words);
    item.prepend(this.card);
  }

  /** 0 where nothing is chosen. */
  get place() {
    return this.select.selectedIndex;
  }

  set place(index) {
    this.select.selectedIndex = index;
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  get words() {
    return this.text.textContent.trim();
  }
}

/** Each tap gives a step the next free place; a tap on one that has a place takes it back. */
class Order extends Board {
  constructor(list) {
    super(list);
    for (const row of this.rows) {
      row.card.dataset.card = "";
      row.card.addEventListener("click", () => this.tap(row));
    }
    this.draw();
  }

  tap(row) {
    const taken = new Set(this.rows.map((each) => each.place));
    const free = this.rows.findIndex((_each, index) => !taken.has(index + 1)) + 1;
    row.place = row.place ? 0 : free;
    row.card.focus(); // it has moved
    this.say(row.place ? this.words.placed : this.words.takenBack, { step: row.words, place: row.place });
  }

  draw() {
    for (const row of this.rows) {
      row.badge.textContent = row.place || "·";
      row.card.setAttribute("aria-label", `${row.place ? `${this.words.place} ${row.place}` : this.words.noPlace}: ${row.words}`);
      row.item.classList.toggle("has-place", row.place > 0);
    }
    const order = [...this.rows].sort((one, other) => (one.place || Infinity) - (other.place || Infinity) || 0);
    order.forEach((row, index) => this.list.children[index] !== row.item && this.list.insertBefore(row.item, this.list.children[index]));
  }
}

/** The row that waits takes the answer that is tapped, and the next open row waits; a tap on a row lets it wait again. */
class Match extends Board {
  constructor(list) {
    super(list);
    this.waiting = Math.max(0, this.rows.findIndex((row) => !row.place));
    this.rows.forEach((row, index) => row.card.addEventListener("click", () => this.wait(index)));
    this.makeAnswers();
    this.draw();
  }

  makeAnswers() {
    this.pool = document.createElement("ul");
    this.pool.className = "pool";
    this.pool.setAttribute("aria-label", this.words.answers);
    this.answers = [...this.rows[0].select.options].slice(1).map((option, index) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "pool-answer", textContent: option.text });
      if (option.lang) button.lang = option.lang;
      button.dataset.card = "";
      button.addEventListener("click", () => this.give(index + 1));
      const item = document.createElement("li");
      item.append(button);
      this.pool.append(item);
      return button;
    });
    this.list.after(this.pool);
  }

  wait(index) {
    this.waiting = index;
    this.draw();
    this.say(this.words.waits, { pair: this.rows[index].words });
  }

  /** The answer that the waiting row has already is taken back. */
  give(place) {
    const row = this.rows[this.waiting];
    row.place = row.place === place ? 0 : place;
    if (row.place) {
      const { length } = this.rows;
      const next = this.rows.map((_row, step) => (this.waiting + step + 1) % length).find((index) => !this.rows[index].place);
      this.waiting = next ?? this.waiting;
    }
    this.draw();
    const given = row.place ? this.answers[place - 1].textContent : this.words.nothing;
    this.say(this.words.given, { pair: row.words, answer: given, next: this.rows[this.waiting].words });
  }

  draw() {
    this.rows.forEach((row, index) => {
      const isWaiting = index === this.waiting;
      const answer = row.place ? this.answers[row.place - 1].textContent : this.words.nothing;
      row.item.classList.toggle("has-place", row.place > 0);
      row.badge.textContent = answer;
      row.badge.lang = row.place ? this.answers[row.place - 1].lang : "";
      row.card.setAttribute("aria-pressed", isWaiting);
    });
    this.answers.forEach((button, index) => button.classList.toggle("given", this.rows.some((row) => row.place === index + 1)));
  }
}

for (const list of document.querySelectorAll(".slots")) new (list.dataset.kind === "order" ? Order : Match)(list);
