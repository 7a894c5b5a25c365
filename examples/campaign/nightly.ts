/** Every pair of hazards for `hardened`, each to its end or to 20 million states. */
export default {
  schema: 'skipover-campaign/1',
  check: { design: ['hardened'], pairs: true, scope: 'small', maxStates: 20_000_000 },
};
