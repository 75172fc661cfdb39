// What to do when the search page was opened from a folder, where browsers run no modules and read no
// files: this is a script of the old kind, which they run. It shows the element with the id search-folder.

if (location.protocol === 'file:') document.getElementById('search-folder')?.removeAttribute('hidden')
