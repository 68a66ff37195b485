export const element = (tag: string, _properties: object | null, ...children: string[]): string => `<${tag}>${children.join('')}</${tag}>`
