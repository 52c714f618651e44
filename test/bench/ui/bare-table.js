/**
 * Fills the page with a table of plain cells and gives every cell another text in each frame, for so long: the least that a
 * page can do to show other rows.
 * @param {readonly (readonly string[])[]} rows texts of each row
 * @param {readonly number[]} widths of the columns, in CSS pixels
 * @param {number} milliseconds
 * @returns {Promise<void>}
 */
globalThis.runBareTable = (rows, widths, milliseconds) =>
  new Promise((resolve) => {
    const cells = rows.map((_, row) => {
      let left = 0;
      return widths.map((width) => {
        const cell = document.createElement('div');
        cell.style.cssText = `left: ${left}px; top: ${row * 20}px; width: ${width}px`;
        const text = document.createTextNode('');
        cell.append(text);
        document.body.append(cell);
        left += width;
        return text;
      });
    });
    const end = performance.now() + milliseconds;
    let frame = 0;
    const draw = () => {
      frame++;
      cells.forEach((texts, row) => {
        const next = rows[(row + frame) % rows.length] ?? [];
        texts.forEach((text, column) => (text.data = `${next[column] ?? ''}${frame % 10}`));
      });
      if (performance.now() < end) requestAnimationFrame(draw);
      else resolve(undefined);
    };
    requestAnimationFrame(draw);
  });
