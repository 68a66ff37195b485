enum Tone {
  Loud = '!',
}
export const tone = Tone
