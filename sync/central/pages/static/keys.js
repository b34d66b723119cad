// The keys of the review page: j next, k previous, a approve, r not approved,
// 1–7 the usual reasons. Everything is a link or a form without them.
'use strict';
(() => {
  const review = document.querySelector('.review');
  if (review) {
    let sent = false;
    for (const form of review.querySelectorAll('form')) {
      form.addEventListener('submit', (e) => {
        if (sent) e.preventDefault();
        sent = true;
      });
    }
    const seen = () => [...review.querySelectorAll('.photos img')].every((i) => i.complete && i.naturalWidth > 0);
    const refuse = document.getElementById('refuse');
    document.addEventListener('keydown', (e) => {
      if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing || e.repeat) return;
      const typing = e.target.matches('input:not([type=checkbox]), textarea, select');
      if (e.key === 'Escape' && refuse && refuse.open) {
        refuse.open = false;
        refuse.querySelector('summary').focus();
        return;
      }
      if (typing) return;
      const go = (rel) => {
        const link = review.querySelector(`a[rel=${rel}]`);
        if (link) link.click();
      };
      switch (e.key.toLowerCase()) {
        case 'j': go('next'); break;
        case 'k': go('prev'); break;
        case 'a': {
          // Nobody approves what the screen has not shown yet.
          const form = document.getElementById('approve');
          if (form && seen() && !(refuse && refuse.open)) form.requestSubmit();
          break;
        }
        case 'r':
          if (refuse) {
            refuse.open = true;
            refuse.querySelector('input[name=usual]').focus();
            refuse.scrollIntoView({ block: 'end' });
            e.preventDefault();
          }
          break;
        case 'enter':
          if (refuse && refuse.open && e.target.matches('input[type=checkbox]')) {
            refuse.querySelector('form').requestSubmit();
            e.preventDefault();
          }
          break;
        default:
          if (refuse && refuse.open && e.key >= '1' && e.key <= '9') {
            const box = refuse.querySelectorAll('input[name=usual]')[Number(e.key) - 1];
            if (box) { box.checked = !box.checked; box.focus(); }
          }
      }
    });
  }
  for (const form of document.querySelectorAll('form')) {
    form.addEventListener('submit', (e) => {
      const ask = e.submitter && e.submitter.dataset.ask;
      if (ask && !window.confirm(ask)) e.preventDefault();
    });
  }
})();
