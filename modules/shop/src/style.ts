/** The shop's own parts of the look. */
export const shopStyle = `
.hero { border-radius: 1.5rem; padding: clamp(1.75rem, 5vw, 3.5rem); color: var(--color-on-action); background: linear-gradient(120deg, var(--color-action), var(--color-action-end)); }
.hero h1 { font-size: clamp(1.9rem, 1.3rem + 3vw, 3rem); }
.hero p { margin-top: .75rem; max-width: 40rem; font-size: 1.1rem; }
.products { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr)); }
.product-card { padding: 0; overflow: hidden; position: relative; display: flex; flex-direction: column; }
.product-card h2 { font-size: 1.05rem; font-weight: 650; letter-spacing: -.01em; }
.product-card h2 a { color: var(--color-ink); text-decoration: none; }
.product-card:hover { border-color: var(--color-brand-line); }
.product-card .about { padding: 1.1rem 1.25rem 1.25rem; display: flex; flex-direction: column; gap: .75rem; justify-content: space-between; flex: 1; }
.product-card .row-between { flex-direction: column; align-items: stretch; }
.product-card .button { width: 100%; }
.product-card .badge { align-self: start; }
.above { position: relative; z-index: 1; }
.picture { aspect-ratio: 4 / 3; background: var(--color-neutral); overflow: hidden; }
.gallery { display: grid; gap: .75rem; grid-template-columns: repeat(2, minmax(0, 1fr)); }
.picture picture, .thumb picture { display: contents; }
.picture img { width: 100%; height: 100%; object-fit: cover; }
.no-picture { width: 100%; height: 100%; display: grid; place-items: center; font-size: 3rem; font-weight: 750; color: var(--color-picture-sign); background: linear-gradient(135deg, var(--color-picture), var(--color-picture-end)); }
@media (max-width: 40rem) {
  .products { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .75rem; }
  .product-card .about { padding: .85rem; }
  .product-card h2 { font-size: .95rem; }
}
.price { font-weight: 720; font-size: 1.15rem; letter-spacing: -.01em; }
.price-big { font-size: 1.75rem; }
.product { display: grid; gap: 1.5rem; padding: 1.25rem; }
.product .picture { border-radius: .85rem; }
@media (min-width: 52rem) { .product { grid-template-columns: 1.1fr 1fr; gap: 2.5rem; padding: 1.75rem; } .product .picture { aspect-ratio: 1; } }
.quantity { width: 5.5rem !important; }
.cart-link { padding-inline: .9rem; }
.count { min-width: 1.5rem; height: 1.5rem; padding-inline: .4rem; border-radius: 99rem; background: var(--color-action); color: var(--color-on-action); font-size: .8rem; display: grid; place-items: center; }
.thumb { width: 4.25rem; height: 4.25rem; flex: none; border-radius: .85rem; overflow: hidden; background: var(--color-neutral); }
.thumb img { width: 100%; height: 100%; object-fit: cover; }
.thumb .no-picture { font-size: 1.5rem; }
.stepper { display: inline-flex; align-items: center; border: 1px solid var(--color-line-strong); border-radius: .85rem; overflow: hidden; background: var(--color-card); }
.stepper button { width: 2.75rem; height: 2.75rem; border: 0; background: none; font: inherit; font-size: 1.2rem; cursor: pointer; color: var(--color-ink); }
.stepper button:hover { background: var(--color-brand-soft); }
.stepper button:disabled { color: var(--color-muted); opacity: .6; cursor: default; background: none; }
.stepper span { min-width: 2rem; text-align: center; font-weight: 650; }
.sides { display: grid; gap: 1.25rem; align-items: start; }
@media (min-width: 60rem) { .sides { grid-template-columns: minmax(0, 1fr) 22rem; } .sides > aside { position: sticky; top: 6rem; } }
.cart-lines > li { flex-wrap: wrap; row-gap: .5rem; }
.cart-lines .grow { flex-basis: calc(100% - 6rem); }
.cart-lines a { color: var(--color-ink); text-decoration: none; }
.cart-lines .sum-line { margin-left: auto; min-width: 6rem; text-align: right; }
@media (min-width: 40rem) { .cart-lines .grow { flex-basis: 0; } .cart-lines .sum-line { margin-left: 0; } }
.sum { display: flex; justify-content: space-between; gap: 1rem; }
.sum-total { font-size: 1.2rem; font-weight: 720; border-top: 1px solid var(--color-line); padding-top: .9rem; }
.steps { display: grid; gap: .5rem; }
.steps li { display: flex; gap: .75rem; align-items: baseline; }
.steps li::before { content: ""; width: .65rem; height: .65rem; border-radius: 50%; background: var(--color-brand); flex: none; }
.step-number { flex: none; width: 2rem; height: 2rem; border-radius: 50%; display: grid; place-items: center; background: var(--color-brand-soft); color: var(--color-brand-strong); font-weight: 700; }
.step-done { background: var(--color-good-soft); color: var(--color-good); }
.admin-picture { max-width: 16rem; border-radius: .85rem; }
.done { color: var(--color-good); font-weight: 750; }
@media (max-width: 30rem) { .cart-link .word { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } }
`;
