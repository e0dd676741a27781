import type { Prediction, Profile } from '@/api/types'

/** The prediction as a depth profile, one line a scheme; layers that theory says nothing about are left out. */
export function predictedProfile(prediction: Prediction): Profile[] {
  const schemes = Object.entries(prediction.schemes)
  const isKnown = (index: number) =>
    schemes.some(([, { layers }]) => (layers[index]?.second_moment ?? null) !== null)
  return schemes.map(([scheme, { layers }]) => {
    const known = layers.filter((_, index) => isKnown(index))
    return {
      scheme,
      layers: known.map(({ layer }) => layer),
      second_moment: known.map((layer) => layer.second_moment),
      measured: false,
    }
  })
}
