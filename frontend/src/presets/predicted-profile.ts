import type { Prediction, Profile } from '@/api/types'

/** The prediction as a depth profile, one line a scheme. */
export function predictedProfile(prediction: Prediction): Profile[] {
  return Object.entries(prediction.schemes).map(([scheme, { layers }]) => ({
    scheme,
    layers: layers.map(({ layer }) => layer),
    second_moment: layers.map((layer) => layer.second_moment),
    measured: false,
  }))
}
