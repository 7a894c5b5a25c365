/** A mistake in a model that a search came upon: what threw, or what is not a function of the state. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}
