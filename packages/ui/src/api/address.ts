/** Where the API is, without a slash at the end: beside the page, also below a path prefix. */
export const API_URL: string = new URL('./api', document.baseURI).href
